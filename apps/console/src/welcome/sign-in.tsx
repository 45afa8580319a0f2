import { useState } from 'react'
import type { SessionState, Step } from '../api/contract.ts'
import { useTitle } from '../app/use-title.ts'
import { useWords } from '../words/use-words.ts'
import { Channel } from './channel.tsx'
import { Enrol } from './enrol.tsx'
import { useEnter } from './enter.ts'
import { PassphraseField, TextField } from './fields.tsx'
import { FormFailure } from './form-failure.tsx'
import { OtherWays } from './other-ways.tsx'
import { SecondStep } from './second-step.tsx'

type SignInProps = Pick<SessionState, 'channel' | 'passkeys' | 'provider'> & {
  /** A step that began elsewhere, such as behind the identity provider. */
  readonly begun?: Step
}

/** Signs in: name and passphrase, then whatever the account asks for besides; or another way. */
export function SignIn({ begun, ...session }: SignInProps) {
  const [step, setStep] = useState<Step | undefined>(begun)
  const again = () => setStep(undefined)
  if (step?.step === 'second') return <SecondStep methods={step.methods} again={again} />
  if (step?.step === 'enrol') return <Enrol again={again} />
  return <FirstStep {...session} stepped={setStep} />
}

function FirstStep({ channel, stepped, ...ways }: Omit<SignInProps, 'begun'> & { stepped(step: Step): void }) {
  const { t } = useWords()
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const enter = useEnter('/session', { stepped })
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
      <OtherWays {...ways} />
      <p className="faint">{t('session.forgotten')}</p>
    </form>
  )
}
