import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MatchedField, Technique } from '@tocsin/event'
import type { Observable, Words } from '@tocsin/kit'
import { useState } from 'react'
import { get, post, remove } from '../api/client.ts'
import type { CheckedRule, Verdict } from '../api/contract.ts'
import type { Beside } from './try/judged.ts'

// The shapes of /api/rules/:id and what stands under it; /api/openapi.json describes them.

export interface Logsource {
  readonly product?: string
  readonly category?: string
  readonly service?: string
}

export interface HeardCorrelation {
  readonly type: string
  readonly rules: readonly { readonly rule: string; readonly title: string }[]
  readonly groupBy: readonly string[]
  /** Milliseconds. */
  readonly timespan: number
  readonly condition: readonly { readonly is: string; readonly than: number }[]
  readonly valueFields: readonly string[]
}

export interface Converted {
  readonly pipeline: string
  readonly path: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly logsource?: { readonly before: string; readonly after: string }
  readonly more: number
  readonly asks: boolean
}

export interface RuleHead {
  readonly title: string
  readonly kind: 'rule' | 'correlation'
  readonly status?: string
  readonly description?: string
  readonly author?: string
  readonly date?: string
  readonly modified?: string
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  readonly logsource?: Logsource
  readonly attack: readonly Technique[]
  readonly reason?: Words
  readonly advice?: Words
  readonly benign: readonly string[]
  readonly filters?: readonly string[]
  readonly correlation?: HeardCorrelation
  readonly converted: readonly Converted[]
}

export interface RuleDetail {
  readonly rule: CheckedRule
  /** Absent where it is refused. */
  readonly head?: RuleHead
  readonly yaml: string
  /** Files in force that change what it means; absent where they cannot all be given. */
  readonly beside?: Beside
  readonly fedBy: readonly { readonly source: string; readonly state: string }[]
}

export interface RuleHistory {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly findings: number
  readonly cut: boolean
  readonly days: readonly { readonly day: string; readonly findings: number; readonly heard?: number }[]
  readonly about: readonly (Observable & { readonly findings: number })[]
  readonly opened: number
  readonly verdicts: { readonly incidents: number } & Readonly<Record<Verdict, number>>
}

export interface RuleTests {
  readonly status: 'none' | 'listed' | 'run' | 'refused'
  readonly file: string
  /** The test file as it was read. */
  readonly text?: string
  readonly reason?: string
  readonly fix?: string
  readonly cases: readonly {
    readonly kind: 'positive' | 'negative'
    readonly says: string
    readonly line: number
    readonly outcome?: 'passed' | 'failed'
    readonly reason?: string
    readonly fix?: string
  }[]
}

export type Pairs = Readonly<Record<string, string | number | boolean>>

export interface RuleException {
  readonly id: string
  readonly rule: string
  readonly pairs: Pairs
  readonly reason: string
  readonly who: string
  readonly at: number
  readonly until: number
  readonly ended?: { readonly who: string; readonly at: number }
}

export interface TrialSide {
  readonly events: number
  readonly hits: number
  readonly days: readonly { readonly day: string; readonly hits: number }[]
  readonly about: readonly { readonly kind: string; readonly value: string; readonly hits: number }[]
  readonly kept: readonly {
    readonly event: string
    readonly time: number
    readonly source: string
    readonly about: readonly { readonly kind: string; readonly value: string }[]
    readonly matched?: readonly MatchedField[]
    readonly events?: number
  }[]
}

export interface Waited {
  readonly rule: string
  readonly title: string
  readonly conditions: readonly string[]
  readonly events: number
  readonly held: number
  readonly searches: readonly {
    readonly name: string
    readonly kind: 'search' | 'filter'
    readonly held: number
    readonly asks: readonly { readonly field: string; readonly asked: string; readonly held: number }[]
    readonly more: number
  }[]
}

/** How near a correlation is to its condition. */
export interface Near {
  readonly rule: string
  readonly type: string
  readonly condition: readonly { readonly is: string; readonly than: number }[]
  readonly at: number
  readonly realm: string
  readonly heard: readonly { readonly rule: string; readonly title: string; readonly spoke: number }[]
  readonly groups: number
  readonly nearest: readonly {
    readonly group: readonly (readonly [field: string, value: string | number | boolean | null])[]
    readonly events: number
    readonly value?: number
    readonly holds: boolean
    readonly missing?: number
    readonly unheard?: readonly string[]
    readonly ends: number
    readonly quietUntil?: number
  }[]
  readonly over: number
}

export interface TrialReport {
  readonly sides: readonly TrialSide[]
  readonly waited?: readonly Waited[]
  readonly near?: readonly Near[]
  readonly cut?: 'time' | 'events'
  readonly frames: number
  readonly unread: number
  readonly reaches?: number
  readonly notes: readonly string[]
}

interface Progress {
  /** 0 to 1. */
  readonly share: number
  readonly events: number
  readonly hits: number
}

export type Trial =
  | { readonly state: 'waiting' }
  | { readonly state: 'running' | 'cancelled'; readonly progress: Progress }
  | { readonly state: 'done'; readonly report: TrialReport }
  | { readonly state: 'failed'; readonly failure: { readonly message: string; readonly fix?: string } }

export interface TrialWish {
  readonly rule: string
  readonly from: number
  readonly until: number
  readonly waits?: boolean
  readonly except?: Pairs
}

function path(id: string, word = ''): string {
  return `/rules/${encodeURIComponent(id)}${word}`
}

export function ruleQuery(id: string) {
  return queryOptions({
    queryKey: ['rules', 'one', id],
    queryFn: ({ signal }) => get<RuleDetail>(path(id), signal),
  })
}

export function historyQuery(id: string, days: number) {
  return queryOptions({
    queryKey: ['rules', 'history', id, days],
    queryFn: ({ signal }) => get<RuleHistory>(path(id, `/history?days=${days}`), signal),
  })
}

export function testsQuery(id: string) {
  return queryOptions({
    queryKey: ['rules', 'tests', id],
    queryFn: ({ signal }) => get<RuleTests>(path(id, '/tests'), signal),
  })
}

export interface FindingEvents {
  readonly events: readonly {
    readonly native: Readonly<Record<string, unknown>>
    readonly derived: Readonly<Record<string, unknown>>
  }[]
  readonly unread: number
}

/** Asked for with a key, since it opens records. */
export function useFindingEvents(id: string, done: (answer: FindingEvents) => void) {
  return useMutation({ mutationFn: () => get<FindingEvents>(path(id, '/events')), onSuccess: done })
}

export function useTestRun(id: string) {
  return useMutation({ mutationFn: () => post<RuleTests>(path(id, '/tests'), {}) })
}

export const exceptionsQuery = queryOptions({
  queryKey: ['rules', 'exceptions'],
  queryFn: async ({ signal }) =>
    (await get<{ readonly exceptions: readonly RuleException[] }>('/rules/exceptions', signal)).exceptions,
  staleTime: 0,
})

/** Changes an exception; what is shown of rules is read anew. */
export function useExceptionChange<Input>(send: (input: Input) => Promise<RuleException>, done: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['rules'] })
      done()
    },
  })
}

const every = 400

/** A trial that this page started: followed to its end, ended by the person. */
export function useTrial() {
  const queries = useQueryClient()
  const [id, setId] = useState<string>()
  const start = useMutation({
    mutationFn: (wish: TrialWish) => post<{ readonly id: string }>('/rules/back-test', wish),
    onSuccess: (started) => setId(started.id),
  })
  const follow = useQuery({
    queryKey: ['trial', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => get<Trial>(`/rules/back-test/${id}`, signal),
    refetchInterval: ({ state: { data, error } }) =>
      error === null && (data === undefined || data.state === 'waiting' || data.state === 'running') ? every : false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const cancel = useMutation({
    mutationFn: () => remove<unknown>(`/rules/back-test/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['trial', id] }),
  })
  const trial = follow.data
  return {
    trial,
    busy:
      start.isPending ||
      (id !== undefined && (trial?.state === 'waiting' || trial?.state === 'running' || follow.isLoading)),
    error: start.error ?? follow.error ?? cancel.error,
    start: (wish: TrialWish) => start.mutate(wish),
    cancel: () => cancel.mutate(),
  }
}
