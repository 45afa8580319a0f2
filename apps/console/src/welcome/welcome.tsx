import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiFailure } from '../api/client.ts'
import type { Step } from '../api/contract.ts'
import { sessionQuery } from '../api/queries.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { Door } from './door.tsx'
import { useEnter } from './enter.ts'
import { PassphraseField } from './fields.tsx'
import { FirstAccount } from './first-account.tsx'
import { FormFailure } from './form-failure.tsx'
import { secretOf } from './link.ts'
import { SignIn } from './sign-in.tsx'
import { StrengthLine } from './strength-line.tsx'

/** Where a one-time link leads: to the first account, or straight in. */
export function Welcome() {
  const navigate = useNavigate()
  const { data: session, error, refetch } = useQuery(sessionQuery)
  const [secret] = useState(() => secretOf(location.hash))
  const [step, setStep] = useState<Step>()
  const goIn = () => void navigate({ to: '/queue', replace: true })

  useEffect(() => {
    // The secret leaves the address at once: it would stay in the history, and in a picture of the screen.
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname)
  }, [])

  const inside = session?.signedIn === true
  useEffect(() => {
    // Signed in by the form below; a link that waits is for its own button.
    if (inside && (secret === undefined || step !== undefined)) void navigate({ to: '/queue', replace: true })
  }, [inside, secret, step, navigate])

  return (
    <Door>
      {session === undefined && error === null && <Loading />}
      {session === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {session?.firstAccount === true && <FirstAccount secret={secret} channel={session.channel} entered={goIn} />}
      {session?.firstAccount === false &&
        (secret === undefined || step !== undefined ? (
          <SignIn {...session} {...(step === undefined ? {} : { begun: step })} />
        ) : (
          <UseLink secret={secret} entered={goIn} stepped={setStep} />
        ))}
    </Door>
  )
}

interface UseLinkProps {
  readonly secret: string
  entered(): void
  stepped(step: Step): void
}

/** A sign-in link waits for a click: a mail scanner that opens it must not spend it. */
function UseLink({ secret, entered, stepped }: UseLinkProps) {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [chooses, setChooses] = useState(false)
  const enter = useEnter('/session/link', { entered, stepped })
  // A link for one person opens their account to a passphrase that they choose now.
  const asked = enter.error instanceof ApiFailure && enter.error.code === 'passphrase-needed'
  useEffect(() => {
    if (asked) setChooses(true)
  }, [asked])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter.mutate(chooses ? { secret, passphrase } : { secret })
      }}
    >
      <h1 className="told">{chooses ? t('account.passphrase.choose') : t('session.linkSignIn')}</h1>
      {chooses && (
        <PassphraseField
          label={t('account.passphrase.new')}
          hint={t('session.passphraseHint')}
          value={passphrase}
          set={setPassphrase}
          autoComplete="new-password"
        >
          <StrengthLine passphrase={passphrase} name="" />
        </PassphraseField>
      )}
      {!asked && <FormFailure error={enter.error} />}
      <button type="submit" className="primary" aria-busy={enter.isPending}>
        {t('session.linkUse')}
      </button>
    </form>
  )
}
