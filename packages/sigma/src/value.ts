/** One value of a field. Absent differs from null. */
export type Scalar = string | number | boolean | null

/** What a field may hold: a scalar, or a list of scalars. A list matches where any of its elements does. */
export type Value = Scalar | readonly Scalar[]

/** Where a record comes from, in Sigma's three words. On a rule only the stated keys count. */
export interface LogSource {
  readonly product?: string
  readonly category?: string
  readonly service?: string
}

/** An event as the engine reads it. Slots are the numbers that `Engine.slots` gives to field names. */
export interface Fields {
  get(slot: number): Value | undefined
  /** Visits every value of the event, list elements one by one: what keywords are searched in. */
  each(visit: (value: Scalar) => void): void
  /** The slots that the event fills, each once. Read before the next call. */
  filled(): FilledSlots
  /** What `each` visits, with where it stands. Read before the next call. */
  scalars(): Scalars
}

export interface FilledSlots {
  readonly slots: Int32Array
  readonly count: number
}

/** Values one after the other; what lies beyond `count` is of an earlier event. */
export interface Scalars {
  readonly values: readonly Scalar[]
  /**
   * The field of each. A slot, or a number above all slots for a field that no rule reads; a value that another one hides
   * counts among those too. Names may share such a number.
   */
  readonly columns: Int32Array
  readonly count: number
}
