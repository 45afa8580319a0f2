import { useMutation, useQueryClient } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import type { Me, Step } from '../api/contract.ts'
import { meQuery, sessionQuery } from '../api/queries.ts'

/** Sends what opens a session, and lets the person in where the server agrees; `stepped` hears that one more step follows. */
export function useEnter(
  path: '/session' | '/session/link' | '/session/second/code' | '/session/provider/finish',
  { entered, stepped }: { readonly entered?: (() => void) | undefined; readonly stepped?: (step: Step) => void } = {},
) {
  const letIn = useLetIn()
  return useMutation({
    mutationFn: (body: object) => post<Me | Step | { readonly linked: true }>(path, body),
    onSuccess: async (answer) => {
      if ('step' in answer) return stepped?.(answer)
      await letIn()
      entered?.()
    },
  })
}

/** Opens the gate: the session is asked for anew. */
export function useLetIn(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    // Whoever was here before, in this window, may have been somebody else.
    queries.removeQueries({ queryKey: meQuery.queryKey })
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
  }
}
