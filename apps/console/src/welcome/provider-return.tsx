import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Step } from '../api/contract.ts'
import { sessionQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { Door } from './door.tsx'
import { useEnter } from './enter.ts'
import { FormFailure } from './form-failure.tsx'
import { takePlace } from './place-after.ts'
import { SignIn } from './sign-in.tsx'

/** Where the identity provider sends the browser back to: what came along is handed to the server, once. */
export function ProviderReturn() {
  const { t } = useWords()
  const navigate = useNavigate()
  const { data: session } = useQuery(sessionQuery)
  const [query] = useState(() => location.search.slice(1))
  const [step, setStep] = useState<Step>()
  const { mutate, error, isIdle, isPending } = useEnter('/session/provider/finish', {
    stepped: setStep,
    entered: () => void navigate({ to: takePlace(), replace: true }),
  })
  useTitle(t('session.signIn'))

  useEffect(() => {
    // The code leaves the address at once: it would stay in the history.
    if (location.search !== '') history.replaceState(history.state, '', location.pathname)
    if (isIdle) mutate({ query })
  }, [isIdle, mutate, query])

  const inside = session?.signedIn === true
  useEffect(() => {
    // Behind a second step.
    if (inside && step !== undefined) void navigate({ to: takePlace(), replace: true })
  }, [inside, step, navigate])

  return (
    <Door>
      {(isIdle || isPending) && <Loading />}
      {error !== null && (
        <div className="ways">
          <FormFailure error={error} />
          {inside && (
            <Link className="btn" to="/account">
              {t('account.title')}
            </Link>
          )}
        </div>
      )}
      {session !== undefined && !inside && (error !== null || step !== undefined) && (
        <SignIn {...session} {...(step === undefined ? {} : { begun: step })} />
      )}
    </Door>
  )
}
