import type { ColumnName, Realm } from '@tocsin/event'

/** A typed question to the event store, as `POST /api/search` takes it. Values travel beside fields, never inside of a text. */
export interface EventQuery {
  readonly from: 'event'
  /** [from, to) in milliseconds since the epoch, over `timeField`. */
  readonly time: readonly [from: number, to: number]
  readonly timeField: 'time' | 'received'
  readonly where?: Where
  readonly groupBy?: readonly { readonly kind: 'bucket'; readonly seconds: number }[]
  readonly measures?: readonly { readonly kind: 'count' }[]
  readonly after?: { readonly time: number; readonly id: string }
  readonly limit: number
}

export const headFields = ['source', 'realm', 'origin', 'time_quality', 'decoder'] as const

export type Field = ColumnName | (typeof headFields)[number]

export type Where =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Where[] }
  | { readonly kind: 'not'; readonly of: Where }
  | {
      readonly kind: 'cmp'
      readonly field: Field
      readonly op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
      readonly value: string | number | boolean
    }
  | { readonly kind: 'like'; readonly field: Field; readonly pattern: string }
  | { readonly kind: 'cidr'; readonly field: ColumnName; readonly network: string }
  | { readonly kind: 'exists'; readonly field: Field }
  | { readonly kind: 'anywhere'; readonly text: string }
  | { readonly kind: 'realm'; readonly realm: Realm }
