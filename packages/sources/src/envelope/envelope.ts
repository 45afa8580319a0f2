import type { Decoded, DecodeFailure, Decoder, Frame, Value } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { nameHost } from '../wire/naming.ts'
import { innerDecoder } from './inner.ts'

/** A record as a shipper carries it. */
export interface Inner {
  readonly bytes: Uint8Array
  /** Where these bytes stand in the frame; absent where they do not stand there as they are. */
  readonly start?: number
  /** Milliseconds since the epoch, where the envelope states one. */
  readonly time?: number
  readonly host?: string
  /** What the envelope says beside the record. */
  readonly beside: ReadonlyMap<string, Value>
}

/** The most records of one frame. */
export const maxRecords = 10_000

/** A decoder of records in an envelope: each is read by the decoder of its own format. */
export function envelopeDecoder(
  id: string,
  open: (payload: Uint8Array) => Result<readonly Inner[], DecodeFailure>,
): Decoder {
  return {
    id,
    decode(frame) {
      const opened = open(frame.payload)
      if (!opened.ok) return opened
      const events: Decoded[] = []
      for (const inner of opened.value) {
        const read = readInner(inner, frame)
        if (!read.ok) {
          // One record that cannot be read must not take the others with it, unless it is the only one.
          if (opened.value.length === 1) return { ok: false, error: placed(read.error, inner) }
          continue
        }
        for (const event of read.value) events.push(enveloped(event, inner))
      }
      return ok(events)
    },
    locate(payload, field, index) {
      const opened = open(payload)
      if (!opened.ok) return undefined
      let before = 0
      for (const inner of opened.value) {
        const { decoder, bytes } = innerDecoder(inner.bytes)
        const read = decoder.decode(asFrame(bytes))
        const count = read.ok ? read.value.length : 0
        if (index >= before + count) {
          before += count
          continue
        }
        // Rewritten bytes have no place, nor have those that stand escaped.
        if (inner.start === undefined || bytes !== inner.bytes) return undefined
        const part = decoder.locate(bytes, field, index - before)
        return part && { start: part.start + inner.start, end: part.end + inner.start }
      }
      return undefined
    },
  }
}

function readInner(inner: Inner, frame: Frame): ReturnType<Decoder['decode']> {
  const { decoder, bytes } = innerDecoder(inner.bytes)
  return decoder.decode({ ...frame, payload: bytes })
}

function placed(error: DecodeFailure, { start }: Inner): DecodeFailure {
  return { reason: error.reason, offset: start === undefined ? 0 : start + error.offset }
}

function enveloped(event: Decoded, { time, host, beside }: Inner): Decoded {
  const derived = new Map(event.derived)
  for (const [name, value] of beside) if (!event.native.has(name) && !derived.has(name)) derived.set(name, value)
  if (host !== undefined && !derived.has('envelope.host')) derived.set('envelope.host', host)
  const observables = [...event.observables]
  if (host !== undefined && !observables.some(({ kind }) => kind === 'host')) nameHost(observables, host)
  const ocsf =
    host === undefined || event.ocsf['device.hostname'] !== undefined
      ? event.ocsf
      : { ...event.ocsf, 'device.hostname': host }
  return { ...event, time: event.time ?? time, derived, observables, ocsf }
}

/** A frame of which only the bytes matter: to count the events of a record when one of them is looked for. */
function asFrame(payload: Uint8Array): Frame {
  return {
    kind: 'data',
    realm: 'real',
    origin: 'claimed',
    partition: 0,
    offset: 0,
    received: 0,
    source: '',
    decoder: '',
    peer: '',
    payload,
  }
}
