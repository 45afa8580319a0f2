import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { maxPayload } from '@tocsin/event'

export interface NumberedLine {
  /** From 0; empty lines count but are not given. */
  readonly number: number
  /** Nothing where the line is longer than a frame may be: it was passed over. */
  readonly bytes: Uint8Array | undefined
}

/** The lines of a file, gunzipped where its name ends in `.gz`. Holds one line at a time. */
export async function* numberedLines(path: string): AsyncGenerator<NumberedLine> {
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 })
  const stream = path.endsWith('.gz') ? createGunzip() : undefined
  if (stream !== undefined) pipeline(file, stream).catch((error) => stream.destroy(error))
  const parts: Buffer[] = []
  let held = 0
  let number = 0
  const take = (piece: Buffer): NumberedLine | undefined => {
    const whole = held + piece.length > maxPayload ? undefined : Buffer.concat([...parts.splice(0), piece])
    parts.length = 0
    held = 0
    const line = { number: number++, bytes: whole === undefined ? undefined : withoutReturn(whole) }
    return line.bytes?.length === 0 ? undefined : line
  }
  for await (const chunk of stream ?? file) {
    const bytes = chunk as Buffer
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      const line = take(bytes.subarray(start, end))
      if (line !== undefined) yield line
      start = end + 1
    }
    const rest = bytes.subarray(start)
    held += rest.length
    if (held <= maxPayload) parts.push(Buffer.from(rest))
    else parts.length = 0
  }
  if (held > 0) {
    const line = take(Buffer.alloc(0))
    if (line !== undefined) yield line
  }
}

function withoutReturn(line: Buffer): Uint8Array {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line
}
