import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get } from '../api/client.ts'

// The shapes of /api/sources/settings, /api/tokens, /api/keeping, /api/holds, /api/erasures; /api/openapi.json describes them.

export const personalClasses = ['none', 'names', 'sensitive'] as const

/** What was decided about one source; null: as the house has it. */
export interface SourceSetting {
  readonly source: string
  readonly department: string | null
  readonly rawDays: number | null
  readonly columnDays: number | null
  readonly personal: (typeof personalClasses)[number]
}

export interface Token {
  readonly id: string
  readonly kind: 'ingest' | 'api'
  readonly name: string
  readonly sources: 'all' | readonly string[]
  readonly role: string | null
  readonly departments: 'all' | readonly string[]
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | null
  readonly revokedAt: number | null
}

export interface Issued {
  /** The whole token: the server shows it this once. */
  readonly token: string
  readonly summary: Token
}

export interface Keeping {
  readonly size: number
  readonly used: number
  readonly state: 'well' | 'shedding' | 'stopped'
  readonly fullOn: number | null
  readonly raw: {
    readonly archives: number
    readonly bytes: number
    readonly frames: number
    readonly sources: readonly {
      readonly source: string
      readonly frames: number
      readonly bytes: number
      readonly oldest: number
    }[]
  }
  readonly unfinishedErasures: number
  readonly failure: string | null
}

export interface Hold {
  readonly id: string
  readonly who: string
  readonly at: number
  readonly reason: string
  readonly sources: readonly string[]
  readonly from: number | null
  readonly until: number | null
  readonly incident: string | null
  readonly events: number
  readonly ended: { readonly who: string; readonly at: number; readonly reason: string } | null
}

export interface Erasure {
  readonly id: string
  readonly who: string
  readonly at: number
  readonly reason: string
  readonly step: string
  readonly events: number
  readonly doneAt: number | null
}

export const sourceSettingsQuery = queryOptions({
  queryKey: ['settings', 'sources'],
  queryFn: async ({ signal }) =>
    (await get<{ readonly settings: readonly SourceSetting[] }>('/sources/settings', signal)).settings,
  staleTime: 0,
})

export const tokensQuery = queryOptions({
  queryKey: ['settings', 'tokens'],
  queryFn: async ({ signal }) => (await get<{ readonly tokens: readonly Token[] }>('/tokens', signal)).tokens,
  staleTime: 0,
})

export const keepingQuery = queryOptions({
  queryKey: ['settings', 'keeping'],
  queryFn: ({ signal }) => get<Keeping>('/keeping', signal),
  refetchInterval: 30_000,
})

export const holdsQuery = queryOptions({
  queryKey: ['settings', 'holds'],
  queryFn: async ({ signal }) => (await get<{ readonly holds: readonly Hold[] }>('/holds', signal)).holds,
  staleTime: 0,
})

export const erasuresQuery = queryOptions({
  queryKey: ['settings', 'erasures'],
  queryFn: async ({ signal }) => (await get<{ readonly erasures: readonly Erasure[] }>('/erasures', signal)).erasures,
  staleTime: 0,
})

/** Days of the house, where nothing else was decided about a source. */
export interface HouseDays {
  readonly rawDays: number
  readonly columnDays: number
  readonly peopleDays: number
}

export const houseDaysQuery = queryOptions({
  queryKey: ['settings', 'house-days'],
  queryFn: async ({ signal }): Promise<HouseDays> => {
    const { settings } = await get<{ readonly settings: readonly { readonly name: string; readonly value: string }[] }>(
      '/config',
      signal,
    )
    const days = (name: string) => Number(settings.find((one) => one.name === `retention.${name}`)?.value)
    return { rawDays: days('rawDays'), columnDays: days('columnDays'), peopleDays: days('peopleDays') }
  },
})

/** One change of the settings; what is shown of them is read anew afterwards. */
export function useSettingsChange<Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done?: (answer: Answer) => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      done?.(answer)
      return queries.invalidateQueries({ queryKey: ['settings'] })
    },
  })
}
