import { type DecodeFailure, type Decoder, decodeFailure, maxPayload, type Value } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { gathered, growFrom } from '../wire/growing.ts'
import { isList, isObject, type Json, type JsonObject, readObject } from '../wire/json-object.ts'
import { envelopeDecoder, type Inner, maxRecords } from './envelope.ts'
import { otlpOfProtobuf } from './otlp-protobuf.ts'

/** OpenTelemetry logs (opentelemetry-proto, collector/logs/v1): a request in protobuf begins with the tag of its one field, 0x0a. */
export const otlp: Decoder = envelopeDecoder('otlp', (payload) => {
  // A tag of protobuf is no space; JSON may begin with some.
  if (payload[0] !== 0x0a || payload.length > maxPayload || payload.every(isSpace)) {
    const read = readObject(payload)
    return read.ok ? recordsOf(read.value) : read
  }
  const read = otlpOfProtobuf(payload)
  return read === undefined ? decodeFailure('bad-header', 0) : recordsOf(read)
})

const encoder = new TextEncoder()

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function recordsOf(request: JsonObject): Result<readonly Inner[], DecodeFailure> {
  const records: Inner[] = []
  for (const resourceLogs of objects(request['resourceLogs'])) {
    const { resource } = resourceLogs
    const about = attributes(isObject(resource) ? resource['attributes'] : undefined, 'resource.')
    for (const scopeLogs of objects(resourceLogs['scopeLogs'])) {
      for (const record of objects(scopeLogs['logRecords'])) {
        if (records.length >= maxRecords) return decodeFailure('too-many-fields', 0)
        records.push(innerOf(record, about))
      }
    }
  }
  return records.length === 0 ? decodeFailure('bad-header', 0) : ok(records)
}

function innerOf(record: JsonObject, about: ReadonlyMap<string, Value>): Inner {
  const beside = new Map([...about, ...attributes(record['attributes'], '')])
  if (typeof record['severityText'] === 'string') beside.set('severity_text', record['severityText'])
  const time = nanoseconds(record['timeUnixNano']) ?? nanoseconds(record['observedTimeUnixNano'])
  const host = beside.get('resource.host.name')
  const body = plain(record['body'], 0)
  const text = typeof body === 'string' ? body : JSON.stringify(isObject(body) ? body : { body })
  return {
    // A record without a body says what its attributes say.
    bytes: encoder.encode(text === '' || record['body'] === undefined ? ofAttributes(beside) : text),
    beside,
    ...(time === undefined ? {} : { time }),
    ...(typeof host === 'string' ? { host } : {}),
  }
}

function ofAttributes(beside: ReadonlyMap<string, Value>): string {
  return JSON.stringify(Object.fromEntries(beside))
}

/** `[{key, value: AnyValue}]` as fields. */
function attributes(list: Json | undefined, prefix: string): Map<string, Value> {
  const object: Record<string, Json> = Object.create(null)
  for (const { key, value } of objects(list)) if (typeof key === 'string') object[prefix + key] = plain(value, 0)
  return new Map(gathered(growFrom(object, [])))
}

/** An AnyValue (common/v1) as the JSON that it stands for. */
function plain(value: Json | undefined, depth: number): Json {
  if (!isObject(value) || depth > 32) return null
  if (typeof value['stringValue'] === 'string') return value['stringValue']
  if (typeof value['boolValue'] === 'boolean') return value['boolValue']
  const { intValue, doubleValue, kvlistValue, arrayValue, bytesValue } = value
  // 64-bit integers are decimal text in the JSON mapping.
  if (intValue !== undefined) return Number.isSafeInteger(Number(intValue)) ? Number(intValue) : String(intValue)
  if (typeof doubleValue === 'number') return doubleValue
  if (isObject(kvlistValue)) {
    const object: Record<string, Json> = Object.create(null)
    for (const { key, value: member } of objects(kvlistValue['values'])) {
      if (typeof key === 'string') object[key] = plain(member, depth + 1)
    }
    return object
  }
  if (isObject(arrayValue)) return objects(arrayValue['values']).map((item) => plain(item, depth + 1))
  return typeof bytesValue === 'string' ? bytesValue : null
}

function nanoseconds(value: Json | undefined): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text) || text === '0') return undefined
  return Number(BigInt(text) / 1_000_000n)
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : []
}
