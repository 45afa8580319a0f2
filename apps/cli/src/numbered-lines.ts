import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { maxPayload } from '@tocsin/event'

export interface NumberedLine {
  /** From 0; empty lines count but are not given. */
  readonly number: number
  /** Nothing where the line is longer than a frame may be: it was passed over. */
  readonly bytes: Uint8Array | undefined
}

/** The lines of a file, gunzipped where it begins as gzip does, whatever its name. Holds one line at a time. */
export async function* numberedLines(path: string): AsyncGenerator<NumberedLine> {
  const zipped = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 })
  const stream = zipped ? createGunzip() : undefined
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

/** RFC 1952 §2.3.1: ID1, ID2. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

function withoutReturn(line: Buffer): Uint8Array {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line
}
