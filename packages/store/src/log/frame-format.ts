import { crc32c } from '@node-rs/crc32'
import {
  type Control,
  type Frame,
  type FrameKind,
  frameKinds,
  maxCityLayers,
  maxPayload,
  type Origin,
  origins,
  partitionsPerLane,
  type Realm,
  realms,
  standingControls,
} from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { LogSourceName } from '../ports.ts'
import { decodeGap, type Gap, gapFrames } from './gap.ts'

/** Bytes before a frame's peer: length 4, CRC 4, received 8, source 2, flags 2, peer length 1. */
export const frameHead = 21
/** Bytes that `length` does not count: itself and the CRC. */
const uncounted = 8
const longestPeer = 255
const shortestBody = frameHead - uncounted
const longestBody = shortestBody + longestPeer + maxPayload
/** Bytes of the largest frame that can be. */
export const longestFrame = uncounted + longestBody

/** An upper bound of the bytes that a frame takes. A UTF-16 unit needs at most 3 bytes of UTF-8. */
export function frameRoom(peer: string, payload: Uint8Array): number {
  return frameHead + Math.min(longestPeer, peer.length * 3) + payload.length
}

/** The flags of SPEC.md as one number. */
export function frameFlags(kind: FrameKind, realm: Realm, origin: Origin, partition: number): number {
  return frameKinds.indexOf(kind) | (realms.indexOf(realm) << 2) | (origins.indexOf(origin) << 4) | (partition << 8)
}

/** Set in the flags of a frame whose source sent the same bytes not long before. */
export const repeatedFlag = 0x80

export function partitionIn(flags: number): number {
  return (flags >> 8) & 0x1f
}

/** The fourth kind on disk: frames that were taken out of an archive stand here as one gap, which no reader gives out. */
const gapKind = 3

/** The flags of a gap in a lane. */
export function gapFlags(lane: number): number {
  return gapKind | (origins.indexOf('proven') << 4) | ((lane * partitionsPerLane) << 8)
}

export function isGap(flags: number): boolean {
  return (flags & 3) === gapKind
}

export function kindIn(flags: number): FrameKind {
  return frameKinds[flags & 3] ?? 'data'
}

export interface FrameToWrite {
  /** Microseconds since the epoch. */
  readonly received: number
  /** Index into the segment's table. */
  readonly source: number
  readonly flags: number
  /** Cut at 255 bytes, never inside a character. */
  readonly peer: string
  readonly payload: Uint8Array
}

/**
 * Writes one frame at `at`.
 *
 * @param into has room for `frameRoom` bytes there
 * @returns where the frame ends
 */
export function writeFrame(into: Buffer, view: DataView, at: number, frame: FrameToWrite): number {
  const peerBytes = frame.peer.length === 0 ? 0 : writePeer(into, at + frameHead, frame.peer)
  const payloadAt = at + frameHead + peerBytes
  const end = payloadAt + frame.payload.length
  const high = Math.floor(frame.received / 0x1_0000_0000)
  view.setUint32(at, end - at - uncounted, true)
  view.setUint32(at + 8, frame.received - high * 0x1_0000_0000, true)
  view.setInt32(at + 12, high, true)
  view.setUint16(at + 16, frame.source, true)
  view.setUint16(at + 18, frame.flags, true)
  view.setUint8(at + 20, peerBytes)
  into.set(frame.payload, payloadAt)
  view.setUint32(at + 4, crc32c(into.subarray(at + uncounted, end)), true)
  return end
}

/** Bytes of the frame that starts at `at`; 0 where the bytes end before it does, -1 where no frame can start so. */
export function frameExtent(view: DataView, at: number, end: number): number {
  if (end - at < uncounted) return 0
  const body = view.getUint32(at, true)
  if (body < shortestBody || body > longestBody) return -1
  return end - at < body + uncounted ? 0 : body + uncounted
}

/** Whether a whole frame is what its writer wrote, and one that this lane and this table of sources can hold. */
export function isSound(bytes: Uint8Array, view: DataView, at: number, size: number, place: SegmentPlace): boolean {
  if (view.getUint32(at + 4, true) !== crc32c(bytes.subarray(at + uncounted, at + size))) return false
  const flags = view.getUint16(at + 18, true)
  return (
    frameHead + view.getUint8(at + 20) <= size &&
    view.getUint16(at + 16, true) < place.sources.length &&
    Math.floor(partitionIn(flags) / partitionsPerLane) === place.lane &&
    (place.gaps === true || !isGap(flags)) &&
    ((flags >> 4) & 3) < origins.length
  )
}

/** What the frames of one segment have in common. */
export interface SegmentPlace {
  readonly lane: number
  readonly sources: readonly LogSourceName[]
  /** Whether frames may have been taken out: in archives. */
  readonly gaps?: boolean
}

export function receivedAt(view: DataView, at: number): number {
  return view.getInt32(at + 12, true) * 0x1_0000_0000 + view.getUint32(at + 8, true)
}

export function flagsAt(view: DataView, at: number): number {
  return view.getUint16(at + 18, true)
}

/** The payload of the frame at `at`, as a view on the same bytes. */
export function payloadAt(bytes: Uint8Array, view: DataView, at: number, size: number): Uint8Array {
  return bytes.subarray(at + frameHead + view.getUint8(at + 20), at + size)
}

/** The gap at `at`, where one stands there. */
export function gapAt(bytes: Uint8Array, view: DataView, at: number, size: number): Gap | undefined {
  return isGap(flagsAt(view, at)) ? decodeGap(payloadAt(bytes, view, at, size)) : undefined
}

/** Moves offsets over the frame, or over all the frames of the gap, that stands at `at`; gives how many those are. */
export function stepOver(next: number[], bytes: Uint8Array, view: DataView, at: number, size: number): number {
  const gap = gapAt(bytes, view, at, size)
  if (gap === undefined) {
    const partition = partitionIn(flagsAt(view, at))
    next[partition] = (next[partition] ?? 0) + 1
    return 1
  }
  for (const [partition, frames] of gap.gone) next[partition] = (next[partition] ?? 0) + frames
  return gapFrames(gap)
}

/** Reads one whole frame; its payload is a view on `bytes`. */
export function readFrame(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  sources: readonly LogSourceName[],
  offset: number,
): Frame {
  const flags = flagsAt(view, at)
  const source = sourceNamed(sources, view.getUint16(at + 16, true))
  const peerEnd = at + frameHead + view.getUint8(at + 20)
  return {
    partition: partitionIn(flags),
    offset,
    received: receivedAt(view, at),
    kind: kindIn(flags),
    realm: realms[(flags >> 2) & 3] ?? 'real',
    origin: origins[(flags >> 4) & 3] ?? 'claimed',
    repeated: (flags & repeatedFlag) !== 0,
    source: source.name,
    decoder: source.decoder,
    ...(source.zone === undefined ? {} : { zone: source.zone }),
    peer: peerEnd === at + frameHead ? '' : utf8.decode(bytes.subarray(at + frameHead, peerEnd)),
    payload: bytes.subarray(peerEnd, at + size),
  }
}

export function sourceNamed(sources: readonly LogSourceName[], index: number): LogSourceName {
  const source = sources[index]
  if (source === undefined)
    throw new TocsinError('bad-batch', `A frame names source ${index} of a table of ${sources.length}`)
  return source
}

/** The control that a control frame carries; nothing where its payload is no such thing. */
export function controlIn(payload: Uint8Array): Control | undefined {
  try {
    const control: unknown = JSON.parse(utf8.decode(payload))
    return isControl(control) ? control : undefined
  } catch {
    return undefined
  }
}

/** `write` never cuts inside a character. */
function writePeer(into: Buffer, at: number, peer: string): number {
  return into.write(peer, at, Math.min(longestPeer, into.length - at), 'utf8')
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function isControl(value: unknown): value is Control {
  if (typeof value !== 'object' || value === null) return false
  const { kind, key, source, frames, digest, count, number, plan, layers } = value as Record<string, unknown>
  if (kind === 'batch') return typeof key === 'string' && typeof source === 'string' && isCount(frames)
  if (kind === 'city') {
    const named = Array.isArray(layers) && layers.length <= maxCityLayers ? [plan, ...layers] : []
    return isCount(number) && named.length > 0 && named.every((name) => typeof name === 'string')
  }
  return standingControls.some((one) => one === kind) && typeof digest === 'string' && isCount(count)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
