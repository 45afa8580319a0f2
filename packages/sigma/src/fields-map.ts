import { columnsOver } from './columns.ts'
import { addValue, newScalarList } from './scalar-list.ts'
import type { Fields, Value } from './value.ts'

/** A reusable `Fields` over the two maps of an event; `native` is read first, `derived` where it has nothing or null. */
export interface MappedFields extends Fields {
  load(native: ReadonlyMap<string, Value>, derived: ReadonlyMap<string, Value>): void
}

/**
 * Makes a `Fields` to load event after event into: fields are looked up when rules ask for them.
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
  const listedAt = new Int32Array(names.length)
  const filledSlots = { slots: new Int32Array(names.length), count: 0 }
  const columns = columnsOver(slots)
  const scalars = newScalarList()
  let native: ReadonlyMap<string, Value> = new Map()
  let derived: ReadonlyMap<string, Value> = native
  let event = 0
  let asked = 0
  let filled = 0

  const fill = () => {
    filled = event
    filledSlots.count = 0
    scalars.count = 0
    for (const [name, value] of native) put(columns.of(name), value)
    for (const [name, value] of derived) {
      const column = columns.of(name)
      const hidden = column < names.length && listedAt[column] === event && values[column] !== null
      put(hidden ? names.length : column, value)
    }
  }
  const put = (slot: number, value: Value) => {
    addValue(scalars, value, slot)
    if (slot >= names.length) return
    values[slot] = value
    readAt[slot] = event
    if (listedAt[slot] === event) return
    listedAt[slot] = event
    filledSlots.slots[filledSlots.count++] = slot
  }

  return {
    load: (nextNative, nextDerived) => {
      native = nextNative
      derived = nextDerived
      event = (event + 1) | 0
      asked = 0
    },
    get: (slot) => {
      if (readAt[slot] === event) return values[slot]
      if (filled === event) return undefined
      // Many questions are answered by going through the event once; few by looking up each.
      if (++asked > patience && native.size + derived.size < names.length) {
        fill()
        return readAt[slot] === event ? values[slot] : undefined
      }
      const name = names[slot]
      if (name === undefined) return undefined
      let value = native.get(name)
      if (value === undefined || value === null) value = derived.get(name) ?? value
      values[slot] = value
      readAt[slot] = event
      return value
    },
    filled: () => {
      if (filled !== event) fill()
      return filledSlots
    },
    scalars: () => {
      if (filled !== event) fill()
      return scalars
    },
    each: (visit) => {
      if (filled !== event) fill()
      for (let i = 0; i < scalars.count; i++) visit(scalars.values[i] ?? null)
    },
  }
}

const patience = 30
