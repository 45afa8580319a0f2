/** What is asked of the engine: a rule as it is being written, its tests, and events to hold it against. */
export interface JudgeAsk {
  /** Of the rule that the page is about; where the text holds another one, that. */
  readonly id: string
  readonly yaml: string
  readonly tests: string
  /** JSON: one event, a list of them, or one a line. */
  readonly events: string
  /** Files in force that change what the rule means. */
  readonly beside?: Beside
}

export interface Beside {
  readonly filters: readonly { readonly path: string; readonly text: string }[]
  readonly pipelines: readonly { readonly path: string; readonly text: string }[]
}

/** Something wrong at a place of a text; lines and columns from 1. */
export interface Fault {
  readonly line: number
  readonly column: number
  readonly reason: string
  readonly fix: string
}

/** Part of a rule's condition and whether it held of one event; flat, each with how deep it lies. */
export interface Part {
  /** From 0, in the order of the list. */
  readonly place: number
  readonly kind: 'and' | 'or' | 'not' | 'ask'
  readonly holds: boolean
  readonly depth: number
  /** Of an `ask`: the field (empty for keywords), what was asked of it, what it holds. */
  readonly field: string
  readonly asked: string
  readonly value: string | undefined
}

export interface JudgedCase {
  readonly kind: 'positive' | 'negative'
  readonly says: string
  readonly line: number
  readonly passed: boolean
  /** Of the case's only event; empty where it has several, or where a correlation judges. */
  readonly parts: readonly Part[]
}

export interface JudgedEvent {
  /** From 1, in the order in which they are written. */
  readonly number: number
  readonly holds: boolean
  readonly parts: readonly Part[]
}

export interface Judged {
  readonly faults: readonly Fault[]
  /** The rule that was judged; absent where none could be. */
  readonly rule: { readonly id: string; readonly title: string; readonly kind: 'rule' | 'correlation' } | undefined
  readonly testFaults: readonly Fault[]
  readonly cases: readonly JudgedCase[]
  /** Absent where they could be read. */
  readonly eventFault: 'no-json' | 'no-object' | 'too-many' | undefined
  readonly events: readonly JudgedEvent[]
}

export const judgeLimits = { events: 100, parts: 200, cases: 500, faults: 50, value: 300 } as const
