import { useState } from 'react'
import { post } from '../api/client.ts'
import { PassphraseField } from '../welcome/fields.tsx'
import { FormFailure } from '../welcome/form-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { useChange } from './own-account.ts'

/** Before how somebody signs in is changed they prove themselves once more: an unlocked screen is not enough. */
export function Prove({ hasPassphrase }: { readonly hasPassphrase: boolean }) {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const prove = useChange(() => post('/account/prove', { passphrase }))
  if (!hasPassphrase) return <p className="told">{t('account.prove.signInAgain')}</p>
  return (
    <form
      className="prove"
      onSubmit={(event) => {
        event.preventDefault()
        prove.mutate(undefined)
      }}
    >
      <p>{t('account.prove.says')}</p>
      <PassphraseField value={passphrase} set={setPassphrase} autoComplete="current-password" />
      <FormFailure error={prove.error} />
      <button type="submit" aria-busy={prove.isPending}>
        {t('account.prove.go')}
      </button>
    </form>
  )
}
