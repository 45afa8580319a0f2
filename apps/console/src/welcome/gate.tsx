import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sessionQuery } from '../api/queries.ts'
import { Failed, Loading } from '../design/states.tsx'
import { Door } from './door.tsx'
import { FirstAccount } from './first-account.tsx'
import { SignIn } from './sign-in.tsx'

/** Lets people in who are signed in; others sign in on the spot, and keep the address that they came for. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  if (session?.signedIn === true) return children
  return (
    <Door>
      {session === undefined && error === null && <Loading />}
      {session === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {session?.firstAccount === true && <FirstAccount secret={undefined} channel={session.channel} />}
      {session?.firstAccount === false && <SignIn {...session} />}
    </Door>
  )
}
