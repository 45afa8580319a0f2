import type { Decoder, Frame } from '@tocsin/event'

/** A record's own time in microseconds since the epoch, or nothing where it gives none. */
export type TimeOf = (payload: Uint8Array) => number | undefined

/** Times as a decoder reads them: the first event of a record that has one. */
export function timesBy(decoder: Decoder, source: string, name: string): TimeOf {
  const around: Omit<Frame, 'payload'> = {
    partition: 16,
    offset: 0,
    received: 0,
    kind: 'data',
    realm: 'replay',
    origin: 'claimed',
    source,
    decoder: decoder.id,
    peer: name,
  }
  return (payload) => {
    const decoded = decoder.decode({ ...around, payload })
    if (!decoded.ok) return undefined
    const time = decoded.value.find((event) => event.time !== undefined)?.time
    if (time === undefined || !(time >= 0)) return undefined
    const micros = Math.round(time * 1000)
    return Number.isSafeInteger(micros) ? micros : undefined
  }
}
