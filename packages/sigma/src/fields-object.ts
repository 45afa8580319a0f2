import { columnsOver } from './columns.ts'
import { addScalar, addValue, newScalarList } from './scalar-list.ts'
import type { Fields, Scalar, Value } from './value.ts'

/** A reusable `Fields` over plain objects, such as JSON.parse gives. */
export interface ObjectFields extends Fields {
  /** What lies deeper is named by its path, `a.b.c`; lists of scalars are values, other lists are left out. */
  load(object: object): void
}

/** Deeper values are left out. */
const maxDepth = 64

/** Keys that are remembered together: a log has some hundred kinds of records; hostile input cannot make it more. */
const maxKeys = 100_000

/** A key at its place in a kind of object: the same keys in the same order, as records of one kind have them. */
interface Key {
  readonly name: string
  readonly column: number
  /** What followed it the last time, and all that did where it was not always the same. */
  next: Key | undefined
  others: Map<string, Key> | undefined
  /** Where its value is an object. */
  below: Place | undefined
}

interface Place {
  /** With the point before the next name. */
  readonly path: string
  readonly depth: number
  /** Before the first key. */
  readonly start: Key
}

/**
 * Makes a `Fields` to load object after object into, without a copy of it: one walk, which keeps only what rules read.
 *
 * The walk follows the keys that it has seen in this order before, so that hardly a name is looked up.
 *
 * @example
 * const fields = objectFields(engine.slots)
 * fields.load(JSON.parse(line))
 * engine.match('all', fields, (rule) => hits.push(rule))
 */
export function objectFields(slots: ReadonlyMap<string, number>): ObjectFields {
  const { size } = slots
  const columns = columnsOver(slots)
  const values = new Array<Value | undefined>(size).fill(undefined)
  const readAt = new Int32Array(size)
  const filledSlots = { slots: new Int32Array(size), count: 0 }
  /** Every value, list elements one by one. */
  const scalars = newScalarList()
  let top = newPlace('', 0)
  let kept = 0
  let event = 0

  const put = (slot: number, value: Value) => {
    if (slot >= size) return
    if (readAt[slot] !== event) filledSlots.slots[filledSlots.count++] = slot
    values[slot] = value
    readAt[slot] = event
  }
  const follow = (key: Key, name: string, path: string): Key => {
    let next = key.others?.get(name)
    if (next === undefined) {
      kept++
      next = newKey(name, columns.of(path + name))
      if (key.next !== undefined) {
        key.others ??= new Map([[key.next.name, key.next]])
        key.others.set(name, next)
      }
    }
    key.next = next
    return next
  }
  const walk = (object: object, place: Place) => {
    let key = place.start
    for (const name in object) {
      const { next } = key
      key = next !== undefined && next.name === name ? next : follow(key, name, place.path)
      const value: unknown = (object as Readonly<Record<string, unknown>>)[name]
      if (isScalar(value)) {
        put(key.column, value)
        addScalar(scalars, value, key.column)
      } else if (typeof value === 'object' && value !== null) within(value, key, place)
    }
  }
  const within = (value: object, key: Key, { path, depth }: Place) => {
    if (!Array.isArray(value)) {
      if (depth >= maxDepth) return
      key.below ??= newPlace(`${path}${key.name}.`, depth + 1)
      walk(value, key.below)
    } else if (value.every(isScalar)) {
      put(key.column, value)
      addValue(scalars, value, key.column)
    }
  }

  return {
    load: (object) => {
      event = (event + 1) | 0
      filledSlots.count = 0
      scalars.count = 0
      if (kept > maxKeys) {
        top = newPlace('', 0)
        kept = 0
      }
      walk(object, top)
    },
    get: (slot) => (readAt[slot] === event ? values[slot] : undefined),
    filled: () => filledSlots,
    scalars: () => scalars,
    each: (visit) => {
      for (let i = 0; i < scalars.count; i++) visit(scalars.values[i] ?? null)
    },
  }
}

function newKey(name: string, column: number): Key {
  return { name, column, next: undefined, others: undefined, below: undefined }
}

function newPlace(path: string, depth: number): Place {
  return { path, depth, start: newKey('', -1) }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
}
