import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiFailure, get } from '../api/client.ts'
import type { OwnAccount, OwnSession, OwnToken } from './contract.ts'

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => get<OwnAccount>('/account', signal),
  staleTime: 0,
})

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => get<{ readonly sessions: readonly OwnSession[] }>('/account/sessions', signal),
  staleTime: 0,
})

export const tokensQuery = queryOptions({
  queryKey: ['account', 'tokens'],
  queryFn: ({ signal }) => get<{ readonly tokens: readonly OwnToken[] }>('/account/tokens', signal),
  staleTime: 0,
})

/** One change of the account; the page reads it anew afterwards, also when the server asks for the passphrase first. */
export function useChange<Input, Answer>(send: (input: Input) => Promise<Answer>, done?: (answer: Answer) => void) {
  const queries = useQueryClient()
  const reread = () => queries.invalidateQueries({ queryKey: ['account'] })
  return useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      done?.(answer)
      return reread()
    },
    onError: (error) => (error instanceof ApiFailure && error.code === 'confirm-needed' ? reread() : undefined),
  })
}
