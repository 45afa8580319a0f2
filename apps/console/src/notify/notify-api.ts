import { queryOptions } from '@tanstack/react-query'
import type { Realm, Severity } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import { get } from '../api/client.ts'

// The shapes of /api/notifications; /api/openapi.json describes them.

export const noticeKinds = ['opened', 'grew', 'assigned'] as const

export interface Answered {
  readonly ok: boolean
  readonly status: number | null
  readonly says: Words
}

export type Via =
  | { readonly kind: 'webhook'; readonly url: string; readonly authority: string | null }
  | { readonly kind: 'mail'; readonly to: readonly string[] }

export interface Target {
  readonly name: string
  readonly language: 'en' | 'fr'
  readonly zone: string
  readonly rule: {
    readonly from: Severity
    readonly kinds: readonly (typeof noticeKinds)[number][]
    readonly realms: readonly Realm[]
    readonly departments: 'all' | readonly string[]
    readonly quiet: { readonly from: string; readonly to: string } | null
  }
  readonly via: Via
}

export interface ShownTarget {
  readonly id: string
  readonly target: Target
  readonly enabled: boolean
  readonly waiting: number
  readonly missed: number
  readonly failingSince: number | null
  readonly lastOk: number | null
  readonly answer: Answered | null
}

export const securities = ['starttls', 'tls', 'none'] as const

export interface MailServer {
  readonly host: string
  readonly port: number
  readonly security: (typeof securities)[number]
  readonly from: string
  readonly user: string | null
  readonly authority: string | null
}

/** What a webhook is signed with: the server gives it once. */
export interface FreshSecret {
  readonly name: string
  readonly secret: string
}

export interface Notifications {
  readonly targets: readonly ShownTarget[]
  readonly mail: { readonly server: MailServer; readonly hasPassword: boolean } | null
  readonly outgoing: { readonly hosts: readonly string[]; readonly private: boolean }
}

export interface Delivery {
  readonly id: string
  readonly kind: 'incidents' | 'test'
  readonly realm: Realm
  readonly state: 'due' | 'sent' | 'lost' | 'test'
  readonly madeAt: number
  readonly attempts: number
  readonly nextAt: number | null
  readonly answer: Answered | null
  readonly incidents: readonly string[]
  readonly more: number
}

/** Under `settings`: a change of the settings reads it anew. */
export const notificationsQuery = queryOptions({
  queryKey: ['settings', 'notifications'],
  queryFn: ({ signal }) => get<Notifications>('/notifications', signal),
  refetchInterval: 15_000,
})

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['settings', 'notifications', id],
    queryFn: async ({ signal }) =>
      (
        await get<{ readonly deliveries: readonly Delivery[] }>(
          `/notifications/targets/${encodeURIComponent(id)}/deliveries`,
          signal,
        )
      ).deliveries,
    refetchInterval: 15_000,
  })
