import type { ColumnName, Realm } from '@tocsin/event'

/**
 * A question to the event store: closed and typed, so that a person's text can never become SQL.
 *
 * Fields come only from the registry and the event's own head (`HeadField`), values are always bound, and a time range
 * is required.
 */
export interface Query {
  readonly from: 'event'
  /** [from, to) in milliseconds since the epoch, over `timeField`. */
  readonly time: readonly [from: number, to: number]
  readonly timeField: 'time' | 'received'
  readonly where?: Where
  /** With keys or measures the answer is groups; without, events. */
  readonly groupBy?: readonly GroupKey[]
  readonly measures?: readonly Measure[]
  /** Events: newest first by default. Groups: largest first measure first. */
  readonly order?: 'ascending' | 'descending'
  /** Keyset paging over events: the last row of the page before. */
  readonly after?: { readonly time: number; readonly id: string }
  /** 1..10,000. */
  readonly limit: number
}

/** What every event has, beside the registry's columns. */
export type HeadField = 'source' | 'realm' | 'origin' | 'time_quality' | 'decoder' | 'repeated'

export type Field = ColumnName | HeadField

export type Where =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Where[] }
  | { readonly kind: 'not'; readonly of: Where }
  | Cmp
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly (string | number)[] }
  | { readonly kind: 'contains' | 'starts' | 'ends'; readonly field: Field; readonly text: string }
  /** `*` any length, `?` one character, over the whole value; letters fold. */
  | { readonly kind: 'like'; readonly field: Field; readonly pattern: string }
  /** IPv4 or IPv6 network on an address column. */
  | { readonly kind: 'cidr'; readonly field: ColumnName; readonly network: string }
  | { readonly kind: 'exists'; readonly field: Field }
  /** The text in any text column; letters fold. */
  | { readonly kind: 'anywhere'; readonly text: string }
  /** The text as whole words: no letter, digit or `_` stands right before or after it. Without a field: in any text column. Letters fold. */
  | { readonly kind: 'token'; readonly field?: Field; readonly text: string }
  /**
   * A regular expression of RE2 (linear time: no lookaround, no back-references), found anywhere in the value; at most
   * 512 characters. Letters fold; `(?-i)` at its beginning tells them apart.
   */
  | { readonly kind: 'regex'; readonly field: Field; readonly pattern: string }
  | { readonly kind: 'realm'; readonly realm: Realm }
  /** The address is registered in a country (ISO 3166-1 alpha-2), or announced by a system: turned into addresses before the store is asked. */
  | { readonly kind: 'country'; readonly field: ColumnName; readonly code: string }
  | { readonly kind: 'asn'; readonly field: ColumnName; readonly number: number }
  /** The one event of this id, `3.1042.0`. */
  | { readonly kind: 'id'; readonly id: string }

export interface Cmp {
  readonly kind: 'cmp'
  readonly field: Field
  readonly op: Comparison
  readonly value: string | number | boolean
}

/** `eq` on text folds letters. */
export type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'

export type GroupKey =
  | { readonly kind: 'field'; readonly field: Field }
  /** Buckets of `seconds`, aligned to the epoch; the key is the bucket's start in milliseconds. */
  | { readonly kind: 'bucket'; readonly seconds: number }

export type Measure =
  | { readonly kind: 'count' }
  /** How many different values: exact, and dear where there are millions of them. */
  | { readonly kind: 'distinct'; readonly field: Field }
  /** How many different values, by HyperLogLog: within a few per cent, in little memory. */
  | { readonly kind: 'approxDistinct'; readonly field: Field }
  /** The `k` (1..100) most frequent values, by a sketch: the cell is the JSON text of their list, most frequent first. */
  | { readonly kind: 'topK'; readonly field: Field; readonly k: number }
  /** The value below which `percent` (0..100) of the numbers lie, by a t-digest: within about one per cent of rank. */
  | { readonly kind: 'percentile'; readonly field: Field; readonly percent: number }
  | { readonly kind: 'sum' | 'avg' | 'min' | 'max'; readonly field: Field }

export type QueryRow = Readonly<Record<string, string | number | boolean | null>>

export interface QueryResult {
  /** Events: `id`, `time`, `received`, the head fields and the columns that are not null, by OCSF name. Groups: `key0`…, `measure0`…. */
  readonly rows: readonly QueryRow[]
  /** Milliseconds that the store took. */
  readonly took: number
}

/** Why a query has no answer. */
export interface QueryFailure {
  readonly code: 'bad-query' | 'over-budget' | 'cancelled'
  readonly message: string
  readonly fix: string
}
