import type { Fields, Scalar, Value } from './value.ts'

/** A reusable `Fields` over the two maps of an event; `native` is read first, `derived` where it has nothing or null. */
export interface MappedFields extends Fields {
  load(native: ReadonlyMap<string, Value>, derived: ReadonlyMap<string, Value>): void
}

/**
 * Makes a `Fields` to load event after event into: each field is looked up at most once, when a rule first asks.
 *
 * @example
 * const fields = mapFields(engine.slots)
 * fields.load(event.native, event.derived)
 * engine.match(event.logsources, fields, (rule) => hits.push(rule))
 */
export function mapFields(slots: ReadonlyMap<string, number>): MappedFields {
  const names: string[] = []
  for (const [name, slot] of slots) names[slot] = name
  const values = new Array<Value | undefined>(names.length).fill(undefined)
  const readAt = new Int32Array(names.length)
  let native: ReadonlyMap<string, Value> = new Map()
  let derived: ReadonlyMap<string, Value> = native
  let event = 0
  return {
    load: (nextNative, nextDerived) => {
      native = nextNative
      derived = nextDerived
      event = (event + 1) | 0
    },
    get: (slot) => {
      if (readAt[slot] === event) return values[slot]
      const name = names[slot]
      if (name === undefined) return undefined
      let value = native.get(name)
      if (value === undefined || value === null) value = derived.get(name) ?? value
      values[slot] = value
      readAt[slot] = event
      return value
    },
    each: (visit) => {
      for (const value of native.values()) visitValue(value, visit)
      for (const value of derived.values()) visitValue(value, visit)
    },
  }
}

function visitValue(value: Value, visit: (value: Scalar) => void): void {
  if (value !== null && typeof value === 'object') for (const element of value) visit(element)
  else visit(value)
}
