import type { GoneWhy } from '../ports.ts'

/** Frames that were taken out of an archive: their offsets stay, so that those of all others do. */
export interface Gap {
  readonly why: GoneWhy
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Days that the frames were kept, where retention took them. */
  readonly days: number | null
  /** How many frames of each partition. */
  readonly gone: readonly (readonly [partition: number, frames: number])[]
}

const whys: readonly GoneWhy[] = ['retention', 'disk', 'erasure']
const head = 12
const entry = 7

/** The payload of a gap's frame: u8 why, i64 since, u16 days (65535: none), u8 partitions, of each u8 and u48 frames. */
export function encodeGap({ why, since, days, gone }: Gap): Buffer {
  const bytes = Buffer.alloc(head + gone.length * entry)
  bytes.writeUInt8(whys.indexOf(why), 0)
  bytes.writeBigInt64LE(BigInt(Math.trunc(since)), 1)
  bytes.writeUInt16LE(days === null ? 0xffff : Math.min(0xfffe, Math.max(0, Math.trunc(days))), 9)
  bytes.writeUInt8(gone.length, 11)
  for (const [i, [partition, frames]] of gone.entries()) {
    bytes.writeUInt8(partition, head + i * entry)
    bytes.writeUIntLE(frames, head + i * entry + 1, 6)
  }
  return bytes
}

/** The gap that a payload is; nothing where it is none. */
export function decodeGap(payload: Uint8Array): Gap | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  if (bytes.length < head || bytes.length !== head + bytes.readUInt8(11) * entry) return undefined
  const why = whys[bytes.readUInt8(0)]
  if (why === undefined) return undefined
  const days = bytes.readUInt16LE(9)
  const gone: [number, number][] = []
  for (let at = head; at < bytes.length; at += entry) gone.push([bytes.readUInt8(at), bytes.readUIntLE(at + 1, 6)])
  return { why, since: Number(bytes.readBigInt64LE(1)), days: days === 0xffff ? null : days, gone }
}

/** Frames of all partitions in a gap. */
export function gapFrames({ gone }: Pick<Gap, 'gone'>): number {
  return gone.reduce((sum, [, frames]) => sum + frames, 0)
}
