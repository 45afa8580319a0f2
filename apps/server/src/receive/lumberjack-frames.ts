import { createInflate } from 'node:zlib'

/** What a Lumberjack v2 sender says (github.com/elastic/go-lumber, protocol v2). */
export type LumberjackFrame =
  /** How many events follow until an acknowledgement is awaited. */
  | { readonly kind: 'window'; readonly events: number }
  | { readonly kind: 'event'; readonly sequence: number; readonly json: Uint8Array }
  /** Frames in zlib's form. */
  | { readonly kind: 'compressed'; readonly bytes: Uint8Array }

export interface LumberjackLimits {
  /** Bytes of one event. */
  readonly event: number
  /** Bytes of one compressed frame, as they are sent and inflated. */
  readonly compressed: number
  readonly inflated: number
}

export type LumberjackRefusal = 'bad-frame' | 'too-long' | 'too-large'

/**
 * Cuts a stream into Lumberjack frames; `2W`, `2J`, `2C`, then big-endian 32-bit numbers. Anything else cannot be
 * followed: the stream is refused from there on.
 */
export function lumberjackReader(
  limits: LumberjackLimits,
  out: { frame(frame: LumberjackFrame): void; refused(reason: LumberjackRefusal, offset: number): void },
): { push(chunk: Uint8Array): void; readonly midFrame: boolean } {
  let held = Buffer.alloc(0)
  let offset = 0
  let broken = false
  return {
    get midFrame() {
      return held.length > 0
    },
    push(chunk) {
      if (broken) return
      held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
      let at = 0
      const refuse = (reason: LumberjackRefusal) => {
        broken = true
        held = Buffer.alloc(0)
        out.refused(reason, offset + at)
      }
      while (held.length - at >= 6) {
        if (held[at] !== version) return refuse('bad-frame')
        const type = held[at + 1]
        const first = held.readUInt32BE(at + 2)
        if (type === windowType) {
          at += 6
          out.frame({ kind: 'window', events: first })
        } else if (type === compressedType) {
          if (first > limits.compressed) return refuse('too-large')
          if (held.length - at - 6 < first) break
          out.frame({ kind: 'compressed', bytes: held.subarray(at + 6, at + 6 + first) })
          at += 6 + first
        } else if (type === jsonType) {
          if (held.length - at < 10) break
          const length = held.readUInt32BE(at + 6)
          if (length > limits.event) return refuse('too-long')
          if (held.length - at - 10 < length) break
          out.frame({ kind: 'event', sequence: first, json: held.subarray(at + 10, at + 10 + length) })
          at += 10 + length
        } else return refuse('bad-frame')
      }
      offset += at
      held = held.subarray(at)
    },
  }
}

const [version, windowType, jsonType, compressedType] = [0x32, 0x57, 0x4a, 0x43]

/** An acknowledgement of all events up to a sequence number. */
export function acknowledgement(sequence: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes[0] = version
  bytes[1] = 0x41
  bytes.writeUInt32BE(sequence >>> 0, 2)
  return bytes
}

/** Inflates one compressed frame; it stops at the limit instead of filling the memory. */
export function inflated(bytes: Uint8Array, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const inflate = createInflate()
    const parts: Buffer[] = []
    let size = 0
    inflate.on('data', (part: Buffer) => {
      size += part.length
      if (size > limit) inflate.destroy(new Error('too-large'))
      else parts.push(part)
    })
    inflate.on('end', () => resolve(Buffer.concat(parts, size)))
    inflate.on('error', reject)
    inflate.end(bytes)
  })
}
