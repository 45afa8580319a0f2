export type Scalar = string | number | boolean | null
/** What a field may hold: a scalar, or an array of scalars. Absent differs from null. */
export type Value = Scalar | readonly Scalar[]

/** The source's own fields under its own names, nested names joined by dots. A Map, so that no name is special. */
export type Native = ReadonlyMap<string, Value>

/** Bounds on what one event may hold; the decoder cuts and says so, it never grows past them. */
export const nativeLimits = { fields: 2048, depth: 64, bytes: 1_048_576 } as const
