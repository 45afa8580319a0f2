import type { Decoded } from '@tocsin/event'
import { ownDecoder } from '../tocsin/index.ts'
import { isObject, type JsonObject, readObject } from '../wire/json-object.ts'

/** Whether an event is of the decoder's own format, not something that it read because everything is text or JSON. */
export function isTheirs(decoder: string, { derived, logsources }: Decoded, payload: Uint8Array): boolean {
  if (decoder === ownDecoder || derived.has('tocsin.read_as')) return false
  const envelope = envelopes.get(decoder)
  if (envelope !== undefined) {
    const object = readObject(payload.subarray(0, lineEnd(payload, decoder)))
    return object.ok && envelope(object.value)
  }
  // Any JSON object with a `ts` passes for an unknown log of Zeek's.
  if (decoder === 'zeek') return logsources.some(({ service }) => service !== undefined)
  return true
}

/** What reads an envelope also reads what is in it. */
export function isEnvelope(decoder: string): boolean {
  return envelopes.has(decoder)
}

/** How much a decoder's word counts: 1 for one of a single format, less for one that reads nearly anything. */
export function sureness(decoder: string, { native, logsources }: Decoded): number {
  if (decoder === 'json') return native.size === 0 ? 0 : logsources.length > 0 ? 0.7 : 0.5
  if (decoder !== 'syslog') return 1
  // A header is what makes syslog of a text.
  if (!native.has('severity') && !native.has('timestamp')) return 0
  return logsources.some(({ service }) => service !== 'syslog') ? 0.85 : 0.75
}

function lineEnd(payload: Uint8Array, decoder: string): number {
  const end = decoder === 'bulk' ? payload.indexOf(0x0a) : -1
  return end < 0 ? payload.length : end
}

// What only the envelope has, so that a record that happens to have one of its names is not taken for one.
const envelopes: ReadonlyMap<string, (object: JsonObject) => boolean> = new Map([
  ['otlp', (object) => Array.isArray(object['resourceLogs'])],
  ['bulk', (object) => isObject(object['index']) || isObject(object['create'])],
  ['hec', (object) => object['event'] !== undefined && Object.keys(object).every((name) => ofHec.has(name))],
  [
    'beats',
    (object) =>
      typeof object['@timestamp'] === 'string' && ['agent', 'beat', 'winlog'].some((name) => isObject(object[name])),
  ],
])
const ofHec = new Set(['event', 'time', 'host', 'source', 'sourcetype', 'index', 'fields'])
