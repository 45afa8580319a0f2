import type { Attribute, Schema } from './attribute.ts'
import { amount, glimpse, id, isObject, object, oneOf, pointer, type Refusals, refuse, text } from './codec.ts'
import { type By, confidences, joinMany, joinOne, type Statement } from './statement.ts'

export const mostStatements = 100_000

const time = amount(-8.64e15, 8.64e15)
const by = object({ source: text(200), time, confidence: oneOf(confidences) }, { until: time })

/** Reads one record, `{id, said: {attribute: [{value, source, time, confidence, until?}]}}`, into its joined form. */
export function readEntry(schema: Schema, value: unknown, at: string, refusals: Refusals) {
  if (!isObject(value)) return refuse(refusals, at, `${glimpse(value)} is not a record`, 'Give {id, said}')
  const before = refusals.count
  for (const name of Object.keys(value)) {
    if (name !== 'id' && name !== 'said')
      refuse(refusals, pointer(at, name), 'this member is unknown', 'A record has id and said')
  }
  const key = readId(value['id'], at, refusals)
  const said = readSaid(schema, value['said'] ?? {}, pointer(at, 'said'), refusals)
  return key === undefined || said === undefined || refusals.count > before ? undefined : { id: key, said }
}

export function readId(value: unknown, at: string, refusals: Refusals): string | undefined {
  return id.read(value, pointer(at, 'id'), refusals)
}

/** Reads who says something, when and how surely. */
export function readBy(value: unknown, at: string, refusals: Refusals): By | undefined {
  const known = isObject(value) ? readBefore.get(value) : undefined
  if (known !== undefined) return known
  const read = by.read(value, at, refusals)
  if (read !== undefined && isObject(value)) readBefore.set(value, read)
  return read
}

/** A list of a hundred thousand rows is said by one. */
const readBefore = new WeakMap<object, By>()

function readSaid(schema: Schema, value: unknown, at: string, refusals: Refusals) {
  if (!isObject(value))
    return refuse(refusals, at, `${glimpse(value)} is not an object of attributes`, 'Give {attribute: [statement]}')
  const said: Record<string, readonly Statement<unknown>[]> = {}
  for (const name of Object.keys(value)) {
    const statements = readAttribute(schema, name, value[name], at, refusals)
    if (statements.length > 0) said[name] = statements
  }
  return said
}

/** Reads what is said of one attribute, in its joined form. @param at where the attributes stand */
export function readAttribute(
  schema: Schema,
  name: string,
  value: unknown,
  at: string,
  refusals: Refusals,
): readonly Statement<unknown>[] {
  const attribute = Object.hasOwn(schema, name) ? schema[name] : undefined
  if (attribute !== undefined) return readStatements(attribute, value, pointer(at, name), refusals)
  refuse(refusals, pointer(at, name), 'this attribute is unknown', `Attributes are: ${Object.keys(schema).join(', ')}`)
  return nothing
}

const nothing: readonly Statement<unknown>[] = []

function readStatements(attribute: Attribute<unknown>, value: unknown, at: string, refusals: Refusals) {
  if (!Array.isArray(value) || value.length > mostStatements) {
    refuse(
      refusals,
      at,
      `${glimpse(value)} is not a list of at most ${mostStatements} statements`,
      'Give a list of statements',
    )
    return []
  }
  const statements: Statement<unknown>[] = []
  for (const [index, one] of value.entries()) {
    const statement = readStatement(attribute, one, pointer(at, index), refusals)
    if (statement === undefined) continue
    // As a rule one: a list that is written so takes 24 bytes, one that grew 152, and half a million of them stay.
    if (value.length === 1) return [statement]
    statements.push(statement)
  }
  return attribute.count === 'one' ? joinOne(statements.slice()) : joinMany(statements.slice())
}

function readStatement(attribute: Attribute<unknown>, value: unknown, at: string, refusals: Refusals) {
  if (!isObject(value)) {
    return refuse(refusals, at, `${glimpse(value)} is not a statement`, 'Give {value, source, time, confidence}')
  }
  const read = attribute.codec.read(value['value'], pointer(at, 'value'), refusals)
  const who = byOf(value, at, refusals)
  if (read === undefined || who === undefined) return undefined
  const { source, time, confidence, until } = who
  return until === undefined
    ? { value: read, source, time, confidence }
    : { value: read, source, time, confidence, until }
}

/** Who says it, read from the members beside the value. Of many in a row that one says at one moment the first alone is read. */
function byOf(value: Readonly<Record<string, unknown>>, at: string, refusals: Refusals): By | undefined {
  const members = Object.keys(value).length - (Object.hasOwn(value, 'value') ? 1 : 0)
  if (
    lastBy !== undefined &&
    value['source'] === lastBy.source &&
    value['time'] === lastBy.time &&
    value['confidence'] === lastBy.confidence &&
    value['until'] === lastBy.until &&
    members === (lastBy.until === undefined ? 3 : 4)
  ) {
    return lastBy
  }
  const { value: _, ...rest } = value
  lastBy = by.read(rest, at, refusals)
  return lastBy
}

let lastBy: By | undefined
