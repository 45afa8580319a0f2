import { useState } from 'react'
import { remove } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { CopyButton } from './copy-button.tsx'
import { type SignInSettings, useHouseChange } from './house-api.ts'
import { HouseFailure } from './house-failure.tsx'
import { ProviderForm } from './provider-form.tsx'

/** The city's own sign-in, where there is one. */
export function ProviderSettings({ provider, wayBack }: Pick<SignInSettings, 'provider' | 'wayBack'>) {
  const { t } = useWords()
  const may = useMay()
  const [open, setOpen] = useState(false)
  const end = useHouseChange(() => remove('/settings/sign-in/provider'))
  return (
    <section>
      <h2 className="sec">
        {t('signIns.provider')} <span>{t('signIns.providerSays')}</span>
      </h2>
      {!open && (
        <p className={provider === null ? 'soft' : undefined}>
          {provider === null ? (
            t('signIns.none')
          ) : (
            <>
              <b>{printable(provider.name)}</b> <span className="wire">{printable(provider.issuer)}</span>
            </>
          )}
        </p>
      )}
      {may('settings.manage') && !open && (
        <div className="acts">
          <button type="button" onClick={() => setOpen(true)}>
            {provider === null ? t('signIns.set') : t('house.change')}
          </button>
          {provider !== null && (
            <button type="button" aria-busy={end.isPending} onClick={() => end.mutate(undefined)}>
              {t('signIns.remove')}
            </button>
          )}
        </div>
      )}
      <HouseFailure error={end.error} />
      {open && (
        <>
          <p>
            {t('signIns.wayBack')} <code className="wire way-back">{wayBack}</code>
          </p>
          <CopyButton text={wayBack} />
          <ProviderForm provider={provider} done={() => setOpen(false)} />
        </>
      )}
    </section>
  )
}
