import { severities } from '@tocsin/event'
import { actions } from '../actions/registry.ts'
import { useSettings } from '../app/settings.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { useDialog } from './use-dialog.ts'

/** Keys, shapes and typefaces, in one place (WCAG 3.2.6). */
export function Help({ close }: { readonly close: () => void }) {
  const { t } = useWords()
  const { keys } = useSettings()
  const dialog = useDialog()
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h1 className="title" id="help-title">
          {t('help.title')}
        </h1>
        <button type="button" className="small" onClick={close}>
          {t('help.close')}
        </button>
      </header>
      <section>
        <h2 className="sec">{t('help.keys')}</h2>
        {!keys && <p className="soft">{t('help.off')}</p>}
        <dl className="keys">
          {actions
            .filter((action) => action.keys !== undefined)
            .map(({ id }) => (
              <div key={id}>
                <dt>{t(`action.${id}`)}</dt>
                <dd>
                  <KeyCaps of={id} />
                </dd>
              </div>
            ))}
        </dl>
      </section>
      <section>
        <h2 className="sec">{t('help.shapes')}</h2>
        <p className="soft">{t('help.shapesSay')}</p>
        <p className="shapes">
          {severities.toReversed().map((severity) => (
            <SeverityMark key={severity} severity={severity} />
          ))}
        </p>
      </section>
      <section>
        <h2 className="sec">{t('help.voices')}</h2>
        <p className="told">{t('help.told')}</p>
        <p>{t('help.said')}</p>
        <p className="wire">{t('help.wire')}</p>
      </section>
    </dialog>
  )
}
