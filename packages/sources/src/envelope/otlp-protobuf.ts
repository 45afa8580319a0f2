import type { Json, JsonObject } from '../wire/json-object.ts'
import { doubleOf, type WireField, wireFields } from './protobuf.ts'

// opentelemetry-proto 1.x: collector/logs/v1/logs_service.proto, logs/v1/logs.proto, common/v1/common.proto, resource/v1.

type Read = (bytes: Uint8Array, depth: number) => JsonObject | undefined

/** An ExportLogsServiceRequest as its JSON mapping; undefined where the bytes are none. Only what logs need is read. */
export function otlpOfProtobuf(bytes: Uint8Array): JsonObject | undefined {
  return message(bytes, 0, { resourceLogs: [1, resourceLogs] })
}

const resourceLogs: Read = (bytes, depth) =>
  message(bytes, depth, { resource: [1, resource, 'one'], scopeLogs: [2, scopeLogs] })
const resource: Read = (bytes, depth) => message(bytes, depth, { attributes: [1, keyValue] })
const scopeLogs: Read = (bytes, depth) => message(bytes, depth, { logRecords: [2, logRecord] })

const logRecord: Read = (bytes, depth) => {
  const fields = wireFields(bytes)
  if (fields === undefined) return undefined
  const record: Record<string, Json> = {}
  const attributes: Json[] = []
  for (const { number, value } of fields) {
    if (number === 1 && typeof value === 'bigint') record['timeUnixNano'] = value.toString()
    else if (number === 11 && typeof value === 'bigint') record['observedTimeUnixNano'] = value.toString()
    else if (number === 3 && value instanceof Uint8Array) record['severityText'] = text(value)
    else if (number === 5 && value instanceof Uint8Array) record['body'] = anyValue(value, depth + 1) ?? null
    else if (number === 6 && value instanceof Uint8Array) attributes.push(keyValue(value, depth + 1) ?? null)
  }
  record['attributes'] = attributes
  return record
}

const keyValue: Read = (bytes, depth) => {
  const fields = wireFields(bytes)
  if (fields === undefined) return undefined
  const pair: Record<string, Json> = {}
  for (const { number, value } of fields) {
    if (!(value instanceof Uint8Array)) continue
    if (number === 1) pair['key'] = text(value)
    else if (number === 2) pair['value'] = anyValue(value, depth + 1) ?? null
  }
  return pair
}

const anyValue: Read = (bytes, depth) => {
  if (depth > maxDepth) return undefined
  const last = wireFields(bytes)?.at(-1)
  if (last === undefined) return {}
  return anyOf(last, depth)
}

const maxDepth = 64

function anyOf({ number, value }: WireField, depth: number): JsonObject | undefined {
  if (number === 2) return { boolValue: value !== 0 }
  if (number === 3 && typeof value === 'number') return { intValue: signed(value) }
  if (number === 4 && typeof value === 'bigint') return { doubleValue: doubleOf(value) }
  if (!(value instanceof Uint8Array)) return {}
  if (number === 1) return { stringValue: text(value) }
  if (number === 5) return { arrayValue: message(value, depth + 1, { values: [1, anyValue] }) ?? {} }
  if (number === 6) return { kvlistValue: message(value, depth + 1, { values: [1, keyValue] }) ?? {} }
  return number === 7 ? { bytesValue: hex(value) } : {}
}

/** A negative int64 is a varint of ten bytes, near 2^64: its digits past 2^53 are lost, its sign is not. */
function signed(value: number): number {
  return value >= 2 ** 63 ? value - 2 ** 64 : value
}

function message(
  bytes: Uint8Array,
  depth: number,
  wanted: Readonly<Record<string, readonly [number: number, read: Read, how?: 'one']>>,
): JsonObject | undefined {
  const fields = depth > maxDepth ? undefined : wireFields(bytes)
  if (fields === undefined) return undefined
  const into: Record<string, Json> = {}
  for (const [name, [number, read, how]] of Object.entries(wanted)) {
    const values: JsonObject[] = []
    for (const field of fields) {
      if (field.number !== number || !(field.value instanceof Uint8Array)) continue
      const value = read(field.value, depth + 1)
      if (value === undefined) return undefined
      values.push(value)
    }
    if (how !== 'one') into[name] = values
    else if (values[0] !== undefined) into[name] = values[0]
  }
  return into
}

const utf8 = new TextDecoder('utf-8')

function text(bytes: Uint8Array): string {
  return utf8.decode(bytes)
}

function hex(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes.subarray(0, 1024)) digits += byte.toString(16).padStart(2, '0')
  return digits
}
