import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { FieldAnswer, Severity, WorkAct } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import { get, post } from '../api/client.ts'

// The shapes of /api/orders and /api/field; /api/openapi.json describes them.

export interface WorkOrder {
  readonly id: string
  readonly name: string
  readonly what: string
  readonly who: string
  readonly acts: readonly WorkAct[]
  readonly from: number
  readonly until: number
  readonly state: 'planned' | 'standing' | 'over'
  readonly departments: readonly string[]
  readonly backdated?: true
  readonly ended?: { readonly who: string; readonly at: number; readonly why?: 'not-us' }
  readonly count: number
  readonly assets: readonly { readonly id: string; readonly name: string }[]
  readonly incidents: readonly {
    readonly id: string
    readonly findings: number
    readonly severity: Severity
    readonly folded: boolean
  }[]
}

export interface Equipment {
  readonly id: string
  readonly name: string
  readonly kind: string | null
  readonly zoneName: string | null
  readonly product: string | null
  readonly firmware: string | null
  readonly address: string | null
  readonly heard: number | null
  readonly incidents: readonly { readonly id: string; readonly severity: Severity; readonly story: Words }[]
  readonly misfits: number
  readonly orders: readonly string[]
}

export interface FieldQuestion {
  readonly id: string
  readonly state: 'waiting' | 'answered' | 'revoked' | 'expired'
  readonly at: number
  readonly expires: number
  readonly to: string
  readonly by: string
  readonly answered: number | null
  readonly answer: FieldAnswer | null
  readonly note: string | null
  readonly photo: boolean
}

/** What a link asks of whoever holds it. */
export interface AskedByLink {
  readonly purpose: 'is-this-you' | 'service'
  readonly to: string
  readonly language: 'en' | 'fr'
  readonly things: readonly string[]
  readonly says: readonly Words[]
  readonly asks: readonly ('people' | 'fallback' | 'outage')[]
  readonly first: number | null
  readonly last: number | null
  readonly expires: number
  readonly answered: boolean
}

export interface AskedLink {
  readonly question: FieldQuestion
  /** Beside the address of this house; shown once. */
  readonly path: string
}

export const equipmentQuery = queryOptions({
  queryKey: ['field', 'equipment'],
  queryFn: ({ signal }) =>
    get<{
      readonly count: number
      readonly equipment: readonly Equipment[]
      readonly orders: readonly WorkOrder[]
      readonly questions: number
    }>('/field/equipment', signal),
  refetchInterval: 30_000,
})

export function ordersQuery(state: 'open' | 'over') {
  return queryOptions({
    queryKey: ['field', 'orders', state],
    queryFn: ({ signal }) => get<{ readonly orders: readonly WorkOrder[] }>(`/orders?state=${state}`, signal),
  })
}

export function askedQuery(incident: string) {
  return queryOptions({
    queryKey: ['field', 'asked', incident],
    queryFn: ({ signal }) =>
      get<{ readonly questions: readonly FieldQuestion[] }>(`/incidents/${incident}/asked`, signal),
    refetchInterval: 15_000,
  })
}

/** One change of the field; what is shown of it is read anew afterwards. */
export function useFieldChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['field'] }),
  })
}

export function look(link: string): Promise<AskedByLink> {
  return post('/field/look', { link })
}
