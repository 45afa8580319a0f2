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
  /** The slots that the event fills, each once, where that is cheaper to say than asking for each. Read before the next call. */
  filled?(): FilledSlots
}

export interface FilledSlots {
  readonly slots: Int32Array
  readonly count: number
}
