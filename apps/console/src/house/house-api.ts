import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get } from '../api/client.ts'

// The shapes of /api/people, /api/sessions and /api/settings/sign-in; /api/openapi.json describes them.

export const roles = ['viewer', 'analyst', 'lead', 'field-engineer', 'dpo', 'administrator'] as const
export type Role = (typeof roles)[number]

export interface Post {
  readonly role: Role
  readonly departments: 'all' | readonly string[]
}

export interface Account extends Post {
  readonly id: string
  readonly name: string
  /** `invited`: no passphrase was chosen. `sealed`, `spent`: the account in the envelope before and after its use. */
  readonly state: 'active' | 'invited' | 'disabled' | 'sealed' | 'spent'
  readonly createdAt: number
}

export interface Invited {
  readonly account: Account
  readonly link: string
  readonly hours: number
}

export interface Provider {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly groupsClaim: string
  readonly groups: readonly { readonly group: string; readonly role: string; readonly departments: readonly string[] }[]
  readonly autoCreate: boolean
}

export interface SignInSettings {
  /** Roles that need a second factor. */
  readonly secondFactor: readonly string[]
  readonly provider: (Provider & { readonly hasSecret: boolean }) | null
  /** The address that the provider must be told. */
  readonly wayBack: string
}

export const accountsQuery = queryOptions({
  queryKey: ['house', 'people'],
  queryFn: ({ signal }) => get<{ readonly people: readonly Account[] }>('/people', signal),
  staleTime: 0,
})

/** By whom sessions are open, by name. */
export const openSessionsQuery = queryOptions({
  queryKey: ['house', 'sessions'],
  queryFn: async ({ signal }) => {
    const { sessions } = await get<{ readonly sessions: readonly { readonly account: string }[] }>('/sessions', signal)
    return sessions.map(({ account }) => account)
  },
  staleTime: 0,
})

export const signInSettingsQuery = queryOptions({
  queryKey: ['house', 'sign-in'],
  queryFn: ({ signal }) => get<SignInSettings>('/settings/sign-in', signal),
  staleTime: 0,
})

/** One change of the house; what is shown of it is read anew afterwards. */
export function useHouseChange<Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done?: (answer: Answer) => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      done?.(answer)
      return queries.invalidateQueries({ queryKey: ['house'] })
    },
  })
}
