import type { Words } from '@tocsin/kit'
import type { CompletionOption, Field } from '@tocsin/query'

/** What can be written at a place of a search, as the server tells it. */
export interface Completed {
  readonly start: number
  readonly end: number
  readonly options: readonly Offer[]
  /** The field names people: its values are not told. */
  readonly withheld: boolean
}

/** An option, and how many events of the last day had it. */
export interface Offer extends CompletionOption {
  readonly says: Words
  readonly count?: number
}

export interface Overview {
  readonly total: number
  readonly histogram: {
    readonly seconds: number
    readonly time: readonly [from: number, to: number]
    readonly bars: readonly (readonly [from: number, events: number])[]
  }
  readonly facets: readonly Facet[]
  readonly took: number
}

export interface Facet {
  readonly field: Field
  readonly values: readonly { readonly value: string | number | boolean; readonly count: number }[]
  readonly more: boolean
  readonly withheld: boolean
}

export type SavedSpan = 'hour' | 'day' | 'week' | 'all'

export interface SavedSearch {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly text: string
  readonly span: SavedSpan
  readonly columns: readonly string[]
  readonly shared: string
  readonly changedAt: number
  readonly mine: boolean
}

/** Where a public address is registered. */
export interface Place {
  readonly country?: string
  readonly asn?: number
  readonly organisation?: string
}
