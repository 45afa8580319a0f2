import type { Decoder } from '@tocsin/event'

/** Reads JSON objects with one decoder, other lines with another: some programs write both. */
export function eitherDecoder(id: string, text: Decoder, json: Decoder): Decoder {
  const choose = (payload: Uint8Array) => (isJson(payload) ? json : text)
  return {
    id,
    decode: (frame) => choose(frame.payload).decode(frame),
    locate: (payload, field, index) => choose(payload).locate(payload, field, index),
  }
}

function isJson(payload: Uint8Array): boolean {
  let at = payload[0] === 0xef && payload[1] === 0xbb && payload[2] === 0xbf ? 3 : 0
  while (payload[at] === 0x20 || payload[at] === 0x09) at++
  return payload[at] === 0x7b
}
