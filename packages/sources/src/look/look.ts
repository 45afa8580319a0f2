import type { Look } from '@tocsin/capability'
import type { Decoded, Decoder, Frame } from '@tocsin/event'
import { bytesKind, recordsIn } from './records.ts'
import { isEnvelope, isTheirs, sureness } from './signs.ts'

/** At most this much of a sample is looked at. */
export const maxSample = 64 * 1024
/** What is not of a form that is listed less likely than this is not listed. */
const least = 0.2
const most = 5

/**
 * What format the first lines of a source are in, by reading them with every decoder.
 *
 * Total and bounded: at most 64 KiB and 20 records are looked at.
 *
 * @param decoders those that a source may be given to
 * @param received microseconds since the epoch; some formats write no year
 */
export function lookAt(bytes: Uint8Array, decoders: readonly Decoder[], received: number): Look {
  const sample = bytes.subarray(0, maxSample)
  const kind = bytesKind(sample)
  if (kind !== 'text') return { kind, records: 0, likely: [] }
  const records = recordsIn(sample, bytes.length > maxSample)
  const likely = decoders
    .map((decoder) => likenessOf(decoder, records, received))
    .filter(({ confidence }) => confidence >= least)
    .sort((a, b) => b.confidence - a.confidence || Number(isEnvelope(b.decoder)) - Number(isEnvelope(a.decoder)))
  return { kind, records: records.length, likely: likely.slice(0, most) }
}

function likenessOf(decoder: Decoder, records: readonly Uint8Array[], received: number): Look['likely'][number] {
  let read = 0
  let weight = 0
  let first: Decoded | undefined
  for (const payload of records) {
    const event = readOne(decoder, payload, received)
    if (event === undefined) continue
    const sure = sureness(decoder.id, event)
    if (sure === 0) continue
    read++
    weight += sure
    first ??= event
  }
  const confidence = records.length === 0 ? 0 : Math.round((100 * weight) / records.length) / 100
  return { decoder: decoder.id, confidence, read, first: first === undefined ? [] : shown(first) }
}

function readOne(decoder: Decoder, payload: Uint8Array, received: number): Decoded | undefined {
  const decoded = decoder.decode(asFrame(decoder.id, payload, received))
  const event = decoded.ok ? decoded.value[0] : undefined
  return event !== undefined && isTheirs(decoder.id, event, payload) ? event : undefined
}

function asFrame(decoder: string, payload: Uint8Array, received: number): Frame {
  return {
    ...{ kind: 'data', realm: 'real', origin: 'claimed', partition: 0, offset: 0, source: '', peer: '' },
    ...{ decoder, payload, received },
  }
}

const mostShown = 12
const longestShown = 120

/** What a person sees of the first record: its own fields, the telling ones first. */
function shown({ native, derived }: Decoded): readonly (readonly [name: string, value: string])[] {
  const fields: (readonly [string, string])[] = []
  for (const [name, value] of [...native, ...derived]) {
    if (fields.length >= mostShown) break
    if (value === null || value === '' || name.startsWith('tocsin.')) continue
    if (name === 'message' && native.size > 1) continue
    fields.push([name.slice(0, longestShown), String(value).slice(0, longestShown)])
  }
  return fields
}
