import { useState } from 'react'
import { put } from '../api/client.ts'
import { PassphraseField } from '../welcome/fields.tsx'
import { FormFailure } from '../welcome/form-failure.tsx'
import { StrengthLine } from '../welcome/strength-line.tsx'
import { useWords } from '../words/use-words.ts'
import type { OwnAccount } from './contract.ts'
import { useChange } from './own-account.ts'

export function Passphrase({ account }: { readonly account: OwnAccount }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const close = () => {
    setOpen(false)
    setPassphrase('')
  }
  const change = useChange(() => put('/account/passphrase', { passphrase }), close)
  return (
    <section>
      <h2 className="sec">
        {t('account.passphrase.title')} <span>{t('account.passphrase.says')}</span>
      </h2>
      {!open && (
        <button type="button" disabled={!account.fresh} onClick={() => setOpen(true)}>
          {account.hasPassphrase ? t('account.passphrase.change') : t('account.passphrase.choose')}
        </button>
      )}
      {open && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate(undefined)
          }}
        >
          <PassphraseField
            label={t('account.passphrase.new')}
            hint={t('session.passphraseHint')}
            value={passphrase}
            set={setPassphrase}
            autoComplete="new-password"
          >
            <StrengthLine passphrase={passphrase} name={account.name} />
          </PassphraseField>
          <FormFailure error={change.error} />
          <div className="acts">
            <button type="submit" className="primary" aria-busy={change.isPending}>
              {t('account.passphrase.change')}
            </button>
            <button type="button" className="quiet" onClick={close}>
              {t('account.cancel')}
            </button>
          </div>
        </form>
      )}
    </section>
  )
}
