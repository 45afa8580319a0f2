import { useMutation, useQueryClient } from '@tanstack/react-query'
import { get } from '../../api/client.ts'

export const sendKinds = [
  ...(['http-get', 'webhook', 'mail', 'mqtt-connect', 'mqtt-subscribe'] as const),
  ...(['mqtt-ping', 'mqtt-acknowledge', 'mqtt-disconnect', 'sign-in', 'audit-copy'] as const),
  ...(['name-lookup', 'rules-fetch'] as const),
] as const

// The shapes of /api/sends; /api/openapi.json describes them.
export interface SendOrder {
  readonly kind: 'connection' | 'target' | 'setting'
  readonly id: string
  /** Null where it has none, or is there no more. */
  readonly name: string | null
}

export interface Counted {
  readonly order: SendOrder & { readonly who: string | null; readonly at: number | null }
  readonly host: string
  readonly address: string | null
  readonly port: number
  readonly zone: string | null
  readonly first: number
  readonly last: number
  readonly count: number
}

export interface Send extends Counted {
  readonly kind: (typeof sendKinds)[number]
}

export interface Opening {
  readonly id: string
  readonly zone: string
  readonly covers: 'all' | Omit<SendOrder, 'name'>
  readonly who: string
  readonly at: number
  readonly until: number
  readonly reason: string
}

export interface SendZone {
  readonly id: string
  readonly name: string
  readonly layer: string | null
  readonly passive: boolean
  readonly own: boolean
  readonly openings: readonly Opening[]
}

export interface Sends {
  readonly known: boolean
  readonly zones: readonly SendZone[]
  readonly sends: readonly Send[]
  readonly refused: readonly Counted[]
}

export const sendsQuery = {
  queryKey: ['sends'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => get<Sends>('/sends', signal),
  refetchInterval: 30_000,
}

/** An act on what Tocsin sends; the page shows what came of it. */
export function useSendsChange<Answer>(send: () => Promise<Answer>, done: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sends'] })
      done()
    },
  })
}
