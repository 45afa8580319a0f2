import { useMutation, useQueryClient } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import type { Me } from '../api/contract.ts'
import { sessionQuery } from '../api/queries.ts'

/** Sends what opens a session, and lets the person in where the server agrees. */
export function useEnter(path: '/session' | '/session/link', entered?: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => post<Me>(path, body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
      entered?.()
    },
  })
}
