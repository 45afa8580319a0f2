import { type DecodeFailure, type Decoder, decodeFailure, type Value } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { gathered, growFrom } from '../wire/growing.ts'
import { isObject, type Json, type JsonObject, readObject } from '../wire/json-object.ts'
import { timeOf } from '../wire/time.ts'
import { envelopeDecoder, type Inner } from './envelope.ts'

const encoder = new TextEncoder()

/** Splunk HTTP Event Collector, event endpoint (docs: "Format events for HTTP Event Collector"). */
export const hec: Decoder = envelopeDecoder('hec', (payload) => {
  const read = readObject(payload)
  if (!read.ok) return read
  const { event, time, host, source, sourcetype, fields } = read.value
  const bytes = bytesOf(event)
  if (bytes === undefined) return decodeFailure('bad-header', 0)
  const beside = new Map<string, Value>()
  putText(beside, 'envelope.source', source)
  putText(beside, 'envelope.sourcetype', sourcetype)
  if (isObject(fields)) for (const [name, value] of gathered(growFrom(fields, []))) beside.set(name, value)
  return one(bytes, time, host, beside)
})

/** Elasticsearch bulk: `{"create":{"_index":"x"}}`, a line end, the document. */
export const bulk: Decoder = envelopeDecoder('bulk', (payload) => {
  const end = payload.indexOf(0x0a)
  const action = readObject(end < 0 ? payload : payload.subarray(0, end))
  if (!action.ok) return action
  const target = action.value['index'] ?? action.value['create']
  if (end < 0 || !isObject(target)) return decodeFailure('bad-header', 0)
  const beside = new Map<string, Value>()
  putText(beside, 'envelope.index', target['_index'])
  const opened = ofBeats(payload.subarray(end + 1), end + 1)
  if (!opened.ok) return { ok: false, error: { reason: opened.error.reason, offset: opened.error.offset + end + 1 } }
  return ok(opened.value.map((inner) => ({ ...inner, beside: new Map([...beside, ...inner.beside]) })))
})

/** One event of a Beat. */
export const beats: Decoder = envelopeDecoder('beats', (payload) => ofBeats(payload, 0))

// What a Beat reads line by line, it puts into `message`; of what it understands itself, `message` is only the words.
const lineInputs = new Set(['log', 'filestream', 'syslog', 'tcp', 'udp', 'unix', 'stdin', 'container', 'docker'])

function ofBeats(payload: Uint8Array, start: number): Result<readonly Inner[], DecodeFailure> {
  const read = readObject(payload)
  if (!read.ok) return read
  const { message, input, host, agent, log } = read.value
  const time = read.value['@timestamp']
  const lines = isObject(input) && typeof input['type'] === 'string' && lineInputs.has(input['type'])
  if (typeof message !== 'string' || !lines) return ok([{ bytes: payload, start, beside: new Map() }])
  const beside = new Map<string, Value>()
  const file = isObject(log) && isObject(log['file']) ? log['file']['path'] : undefined
  putText(beside, 'envelope.source', file)
  const name = isObject(host) ? (host['name'] ?? host['hostname']) : isObject(agent) ? agent['name'] : undefined
  return one(encoder.encode(message), time, name, beside)
}

function one(
  bytes: Uint8Array,
  time: Json | undefined,
  host: Json | undefined,
  beside: ReadonlyMap<string, Value>,
): Result<readonly Inner[], DecodeFailure> {
  const at = timeOf(typeof time === 'string' && /^\d+(\.\d+)?$/.test(time) ? Number(time) : scalar(time))
  return ok([
    {
      bytes,
      beside,
      ...(at === undefined ? {} : { time: at }),
      ...(typeof host === 'string' && host !== '' ? { host } : {}),
    },
  ])
}

function bytesOf(event: Json | undefined): Uint8Array | undefined {
  if (typeof event === 'string') return event === '' ? undefined : encoder.encode(event)
  return isObject(event) ? encoder.encode(JSON.stringify(event satisfies JsonObject)) : undefined
}

function scalar(value: Json | undefined): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

function putText(into: Map<string, Value>, name: string, value: Json | undefined): void {
  if (typeof value === 'string' && value !== '') into.set(name, value.slice(0, 1024))
}
