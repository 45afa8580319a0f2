import type { Fields, Scalar, Value } from './value.ts'

/** A reusable `Fields` over plain objects, such as JSON.parse gives. */
export interface ObjectFields extends Fields {
  /** What lies deeper is named by its path, `a.b.c`; lists of scalars are values, other lists are left out. */
  load(object: object): void
}

/** Deeper values are left out. */
const maxDepth = 64

/**
 * Makes a `Fields` to load object after object into, without a copy of it: one walk, which keeps only what rules read.
 *
 * @example
 * const fields = objectFields(engine.slots)
 * fields.load(JSON.parse(line))
 * engine.match('all', fields, (rule) => hits.push(rule))
 */
export function objectFields(slots: ReadonlyMap<string, number>): ObjectFields {
  const values = new Array<Value | undefined>(slots.size).fill(undefined)
  const readAt = new Int32Array(slots.size)
  const filledSlots = { slots: new Int32Array(slots.size), count: 0 }
  /** Every value, list elements one by one. */
  const all: Scalar[] = []
  let count = 0
  let event = 0

  const put = (name: string, value: Value) => {
    const slot = slots.get(name)
    if (slot === undefined) return
    if (readAt[slot] !== event) filledSlots.slots[filledSlots.count++] = slot
    values[slot] = value
    readAt[slot] = event
  }
  const walk = (object: object, path: string, depth: number) => {
    for (const name in object) {
      const value: unknown = (object as Readonly<Record<string, unknown>>)[name]
      if (isScalar(value)) {
        put(path === '' ? name : path + name, value)
        all[count++] = value
      } else if (typeof value === 'object' && value !== null) {
        if (!Array.isArray(value)) {
          if (depth < maxDepth) walk(value, `${path}${name}.`, depth + 1)
        } else if (value.every(isScalar)) {
          put(path + name, value)
          for (const element of value) all[count++] = element
        }
      }
    }
  }

  return {
    load: (object) => {
      event = (event + 1) | 0
      filledSlots.count = 0
      count = 0
      walk(object, '', 0)
    },
    get: (slot) => (readAt[slot] === event ? values[slot] : undefined),
    filled: () => filledSlots,
    each: (visit) => {
      for (let i = 0; i < count; i++) visit(all[i] ?? null)
    },
  }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
}
