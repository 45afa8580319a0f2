import { useState } from 'react'
import type { SessionState } from '../api/contract.ts'
import { useTitle } from '../app/use-title.ts'
import { useWords } from '../words/use-words.ts'
import { Channel } from './channel.tsx'
import { useEnter } from './enter.ts'
import { PassphraseField, TextField } from './fields.tsx'
import { FormFailure } from './form-failure.tsx'

export function SignIn({ channel }: Pick<SessionState, 'channel'>) {
  const { t } = useWords()
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const enter = useEnter('/session')
  useTitle(t('session.signIn'))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter.mutate({ name, passphrase })
      }}
    >
      <h1 className="told">{t('session.signInSays')}</h1>
      <Channel channel={channel} />
      <TextField label={t('session.name')} value={name} set={setName} autoComplete="username" />
      <PassphraseField value={passphrase} set={setPassphrase} autoComplete="current-password" />
      <FormFailure error={enter.error} />
      <button type="submit" className="primary" aria-busy={enter.isPending}>
        {enter.isPending ? t('session.signingIn') : t('session.signIn')}
      </button>
      <p className="faint">{t('session.forgotten')}</p>
    </form>
  )
}
