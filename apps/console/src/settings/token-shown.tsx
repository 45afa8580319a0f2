import { useEffect, useRef } from 'react'
import { printable } from '../design/printable.ts'
import { CopyButton } from '../house/copy-button.tsx'
import { useWords } from '../words/use-words.ts'
import type { Issued } from './settings-api.ts'

/** A token, this once. */
export function TokenShown({ issued: { token, summary }, done }: { readonly issued: Issued; done(): void }) {
  const { t } = useWords()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])
  return (
    <section className="panel shown-once" ref={panel} tabIndex={-1} aria-labelledby="token-title">
      <h2 className="told" id="token-title">
        {t('tokens.shown', { name: printable(summary.name) })}
      </h2>
      <p className="soft">{t('tokens.shownSays')}</p>
      <code className="wire">{token}</code>
      <div className="acts">
        <CopyButton text={token} />
        <button type="button" className="primary" onClick={done}>
          {t('tokens.kept')}
        </button>
      </div>
    </section>
  )
}
