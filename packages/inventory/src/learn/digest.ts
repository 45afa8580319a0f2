import type { Stated } from './stated.ts'

/** Where and when something was stated. Times in milliseconds since the epoch. */
export interface Evidence {
  readonly first: number
  readonly last: number
  readonly count: number
  /** The id of the first event that states it. */
  readonly event: string
  /** The source whose record it is: it decides who may see it. */
  readonly source: string
}

/** Something that was stated of one thing, as often as it was since the last digest. */
export interface Fact extends Omit<Stated, 'answered'>, Evidence {
  /** It was not told before, or that is forgotten: the city hears of it. */
  readonly news: boolean
}

/** Conversations of one kind between two ends since the last digest. */
export interface FlowCount extends Evidence {
  /** An address of the city, or `outside`. */
  readonly from: string
  readonly to: string
  readonly transport: string
  readonly port: number
  readonly app: string
  readonly bytes: number
}

/** The end of a flow that is not of the city. */
export const outside = 'outside'

/** What was learnt since the last one. Crosses threads. */
export interface Digest {
  readonly facts: readonly Fact[]
  readonly flows: readonly FlowCount[]
  /** Statements that were left out, and why. */
  readonly left: {
    /** Of names that were seen once, or less than ten minutes apart. */
    readonly unproven: number
    /** Of addresses that are not of the city. */
    readonly outside: number
    /** Conversations that nobody answered. */
    readonly unanswered: number
  }
}
