import { type Native, nativeLimits, type Scalar, type Value } from '@tocsin/event'
import { isList, isObject, type Json, type JsonObject } from './json-object.ts'
import { utf8Length } from './utf8.ts'

/** UTF-16 units in a field's name. Prefixes repeat in flat names: without a bound, a payload could grow by its square. */
const maxName = 512
/** One place is kept for the note that something was cut. */
const maxFields = nativeLimits.fields - 1
const maxBytes = nativeLimits.bytes - 64

/** Native fields while they are gathered, never past the limits of one event. */
export interface Growing {
  readonly fields: Map<string, Value>
  /** Whether arrays become one text with a line an item, and names lose their spaces, as Sigma's Windows fields do. */
  readonly windows: boolean
  /** UTF-16 units of names and values. */
  units: number
  cut: boolean
  tooDeep: boolean
}

export function grow(naming: 'plain' | 'windows' = 'plain'): Growing {
  return { fields: new Map(), windows: naming === 'windows', units: 0, cut: false, tooDeep: false }
}

/**
 * Adds a field, or notes that it was cut where the event would grow past its limits.
 *
 * In values, half of a surrogate pair, which only an escape can bring in and which no UTF-8 can carry onwards, becomes
 * U+FFFD.
 */
export function put(into: Growing, name: string, value: Value): void {
  const isText = typeof value === 'string'
  const units = into.units + name.length + (isText ? value.length : unitsOf(value))
  const { fields } = into
  if (units > maxBytes || name.length > maxName || (fields.size >= maxFields && !fields.has(name))) {
    into.cut = true
    return
  }
  into.units = units
  if (isText) fields.set(name, isWhole(value) ? value : whole(value))
  else fields.set(name, isList(value) ? value.map(wholeScalar) : value)
}

/** Adds a JSON value under a name: an object's members under dotted names, an array as one value. */
export function putJson(into: Growing, name: string, value: Json, depth: number): void {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) put(into, name, value)
  else if (typeof value === 'number') put(into, name, finite(value))
  else if (depth > nativeLimits.depth) into.tooDeep = true
  else if (isList(value)) putList(into, name, value, depth)
  else putMembers(into, `${name}.`, value, depth)
}

/**
 * The fields of a whole object under their own names.
 *
 * @param deciding fields that decide what the event is: a flood of others cannot push them out
 */
export function growFrom(object: JsonObject, deciding: readonly string[]): Growing {
  const into = grow()
  putMembers(into, '', object, 1)
  if (!into.cut) return into
  const again = grow()
  for (const name of deciding) {
    const value = object[name]
    if (value !== undefined) putJson(again, name, value, 2)
  }
  putMembers(again, '', object, 1)
  return again
}

/** Adds an object's members, each under the prefix and its own name. `depth` is the object's own, 1 for the root. */
export function putMembers(into: Growing, prefix: string, object: JsonObject, depth: number): void {
  for (const key in object) {
    const value = object[key]
    if (value === undefined) continue
    const name = into.windows && key.includes(' ') ? key.replaceAll(' ', '') : key
    if (typeof value === 'string') put(into, prefix + name, value)
    else putJson(into, prefix + name, value, depth + 1)
  }
}

/** The gathered fields, with `tocsin.cut` where something had to go. */
export function gathered(into: Growing): Native {
  // A unit takes at most three bytes, so that only large events need counting.
  if (into.units * 3 > maxBytes) cutToBytes(into)
  if (into.cut) into.fields.set('tocsin.cut', true)
  return into.fields
}

/** The field's value as text; numbers as JSON writes them, absent and null as nothing. */
export function textOf(fields: Native, name: string): string | undefined {
  const value = fields.get(name)
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** The field's value as an integer, from a number, decimal digits or `0x` and hexadecimal digits. */
export function integerOf(fields: Native, name: string): number | undefined {
  const value = fields.get(name)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 18 || !/^(?:\d+|0x[\da-f]+)$/i.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** The first of several fields that says something: neither absent, empty nor `-`. */
export function firstText(fields: Native, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(fields, name)
    if (text !== undefined && text !== '' && text !== '-') return text
  }
  return undefined
}

// Scalars stay together under the name; members of objects in the array gather under `name.member`, in their order.
function putList(into: Growing, name: string, list: readonly Json[], depth: number): void {
  const scalars: Scalar[] = []
  const gatheredBelow = new Map<string, Scalar[]>()
  gather(into, list, depth, scalars, gatheredBelow, '')
  if (scalars.length > 0 || gatheredBelow.size === 0) putScalars(into, name, scalars)
  for (const [below, values] of gatheredBelow) putScalars(into, `${name}.${below}`, values)
}

function putScalars(into: Growing, name: string, scalars: readonly Scalar[]): void {
  put(into, name, into.windows ? scalars.map((scalar) => String(scalar ?? '')).join('\n') : scalars)
}

function gather(
  into: Growing,
  value: Json,
  depth: number,
  here: Scalar[],
  below: Map<string, Scalar[]>,
  path: string,
): void {
  if (isObject(value) || isList(value)) {
    if (depth > nativeLimits.depth) into.tooDeep = true
    else if (isList(value)) for (const item of value) gather(into, item, depth + 1, here, below, path)
    else {
      for (const key in value) {
        const name = path === '' ? key : `${path}.${key}`
        if (name.length > maxName || below.size > maxFields) into.cut = true
        else gather(into, value[key] ?? null, depth + 1, here, below, name)
      }
    }
    return
  }
  const scalar = typeof value === 'number' ? finite(value) : value
  if (path === '') here.push(scalar)
  else {
    const column = below.get(path)
    if (column === undefined) below.set(path, [scalar])
    else column.push(scalar)
  }
}

// JSON has numbers past what a double holds; as text they stay visible, where JSON would write Infinity as null.
function finite(number: number): Scalar {
  return Number.isFinite(number) ? number : String(number)
}

function unitsOf(value: Value): number {
  if (typeof value === 'string') return value.length
  if (!isList(value)) return 8
  let units = 0
  for (const item of value) units += typeof item === 'string' ? item.length : 8
  return units
}

function cutToBytes(into: Growing): void {
  let bytes = 0
  for (const [name, value] of into.fields) {
    bytes += utf8Length(name) + bytesOf(value)
    if (bytes <= maxBytes) continue
    into.fields.delete(name)
    into.cut = true
  }
}

function bytesOf(value: Value): number {
  if (typeof value === 'string') return utf8Length(value)
  if (!isList(value)) return 8
  let bytes = 0
  for (const item of value) bytes += typeof item === 'string' ? utf8Length(item) : 8
  return bytes
}

function wholeScalar(scalar: Scalar): Scalar {
  return typeof scalar === 'string' && !isWhole(scalar) ? whole(scalar) : scalar
}

/** ES2024; free for a text of Latin-1 characters, which is why it is asked of every text. */
interface WellFormed {
  isWellFormed(): boolean
}

function isWhole(text: string): boolean {
  return (text as string & WellFormed).isWellFormed()
}

function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
