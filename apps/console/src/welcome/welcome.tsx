import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { sessionQuery } from '../api/queries.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { Door } from './door.tsx'
import { useEnter } from './enter.ts'
import { FirstAccount } from './first-account.tsx'
import { FormFailure } from './form-failure.tsx'
import { secretOf } from './link.ts'
import { SignIn } from './sign-in.tsx'

/** Where a one-time link leads: to the first account, or straight in. */
export function Welcome() {
  const navigate = useNavigate()
  const { data: session, error, refetch } = useQuery(sessionQuery)
  const [secret] = useState(() => secretOf(location.hash))
  const goIn = () => void navigate({ to: '/queue', replace: true })

  useEffect(() => {
    // The secret leaves the address at once: it would stay in the history, and in a picture of the screen.
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname)
  }, [])

  return (
    <Door>
      {session === undefined && error === null && <Loading />}
      {session === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {session?.firstAccount === true && <FirstAccount secret={secret} channel={session.channel} entered={goIn} />}
      {session?.firstAccount === false &&
        (secret === undefined ? <SignIn {...session} /> : <UseLink secret={secret} entered={goIn} />)}
    </Door>
  )
}

/** A sign-in link waits for a click: a mail scanner that opens it must not spend it. */
function UseLink({ secret, entered }: { readonly secret: string; entered(): void }) {
  const { t } = useWords()
  const enter = useEnter('/session/link', { entered })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter.mutate({ secret })
      }}
    >
      <h1 className="told">{t('session.linkSignIn')}</h1>
      <FormFailure error={enter.error} />
      <button type="submit" className="primary" aria-busy={enter.isPending}>
        {t('session.linkUse')}
      </button>
    </form>
  )
}
