import { createGunzip, type Gunzip } from 'node:zlib'
import { InputRefused } from './input-refused.ts'

/** Compressed bytes that zlib gets at once. Slices lie at fixed places, so that an answer does not depend on how the body was cut into chunks. */
export const inflateSlice = 4096

export interface InflateLimits {
  /** Most bytes that may come out. */
  readonly decoded: number
  /** Most bytes out for each byte in, once `ratioFrom` bytes came out. DEFLATE itself stops at 1032. */
  readonly ratio: number
  readonly ratioFrom: number
}

/** For bodies that anybody may send. */
export const bodyLimits: InflateLimits = { decoded: 256 * 1024 * 1024, ratio: 200, ratioFrom: 1024 * 1024 }
/** For files that the operator names: they are read as a stream, so their size is no danger. */
export const fileLimits: InflateLimits = { decoded: Infinity, ratio: Infinity, ratioFrom: Infinity }

/**
 * Inflates gzip (RFC 1952) with any number of members, as it is pulled; zeros after the last member are padding, as for gzip(1).
 *
 * Holds what one slice inflates to, at most 4 MiB. Where the data is damaged, what earlier slices gave has been given out.
 *
 * @throws InputRefused with the offset of the slice in which the fault was seen, in compressed bytes
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  limits: InflateLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = openGunzip()
  let offset = 0
  let decoded = 0
  try {
    for await (const slice of slices(source, inflateSlice)) {
      if (offset === 0 && !isGzip(slice)) throw new InputRefused('not-gzip', 0)
      if (gunzip.ended) {
        requireZeros(slice, offset)
      } else {
        const chunks = await gunzip.write(slice, offset)
        for (const chunk of chunks) decoded += chunk.length
        if (decoded > limits.decoded) throw new InputRefused('decoded-too-large', offset)
        if (decoded > limits.ratioFrom && decoded > limits.ratio * (offset + slice.length)) {
          throw new InputRefused('gzip-bomb', offset)
        }
        yield* chunks
        if (gunzip.ended) requireZeros(slice.subarray(gunzip.consumed - offset), gunzip.consumed)
      }
      offset += slice.length
    }
    if (offset === 0) throw new InputRefused('gzip-truncated', 0)
    if (!gunzip.ended) yield* await gunzip.end(offset)
  } finally {
    gunzip.close()
  }
}

/** RFC 1952 §2.3.1: ID1, ID2. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

interface OpenGunzip {
  readonly ended: boolean
  /** Compressed bytes that zlib took. */
  readonly consumed: number
  write(slice: Uint8Array, offset: number): Promise<Uint8Array[]>
  end(offset: number): Promise<Uint8Array[]>
  close(): void
}

function openGunzip(): OpenGunzip {
  const gunzip: Gunzip = createGunzip({ chunkSize: 65_536 })
  let chunks: Uint8Array[] = []
  let ended = false
  let failure: Error | undefined
  let wake = () => {}
  gunzip.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  gunzip.on('end', () => {
    ended = true
    wake()
  })
  gunzip.on('error', (error) => {
    failure = error
    wake()
  })

  const step = async (offset: number, act: (done: () => void) => void): Promise<Uint8Array[]> => {
    await new Promise<void>((resolve) => {
      wake = resolve
      act(resolve)
    })
    if (failure !== undefined) throw new InputRefused(reasonOf(failure), offset, { cause: failure })
    const given = chunks
    chunks = []
    return given
  }

  return {
    get ended() {
      return ended
    },
    get consumed() {
      return gunzip.bytesWritten
    },
    write: (slice, offset) => step(offset, (done) => gunzip.write(slice, () => done())),
    // 'end' comes when everything was given out, or an error says that the last member is not whole
    end: (offset) => step(offset, () => gunzip.end()),
    close: () => gunzip.destroy(),
  }
}

function reasonOf(error: Error) {
  if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return 'gzip-truncated'
  // the first member's magic was seen: a header that is none stands after a whole member
  return error.message === 'incorrect header check' ? 'gzip-trailing-garbage' : 'gzip-damaged'
}

function requireZeros(bytes: Uint8Array, offset: number): void {
  const at = bytes.findIndex((byte) => byte !== 0)
  if (at >= 0) throw new InputRefused('gzip-trailing-garbage', offset + at)
}

/** The same bytes in pieces of `size`, the last one shorter. */
async function* slices(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const rest = new Uint8Array(size)
  let held = 0
  for await (const chunk of source) {
    let at = 0
    if (held > 0) {
      at = Math.min(size - held, chunk.length)
      rest.set(chunk.subarray(0, at), held)
      held += at
      if (held < size) continue
      yield rest.slice()
      held = 0
    }
    for (; at + size <= chunk.length; at += size) yield chunk.subarray(at, at + size)
    rest.set(chunk.subarray(at))
    held = chunk.length - at
  }
  if (held > 0) yield rest.subarray(0, held)
}
