import { crc32c } from '@node-rs/crc32'
import { lanes, partitionsPerLane } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import type { LogSourceName } from '../ports.ts'
import type { Position } from '../position.ts'

export const segmentVersion = 1
/** Bytes before the header's JSON: magic 8, version 2, lane 1, length 4. */
export const headerHead = 15
const magic = Buffer.from('TOCSINSG', 'latin1')
const longestHeader = 16 * 1024 * 1024

/** What a segment says of itself before its first frame. */
export interface SegmentHeader {
  readonly lane: number
  /** Milliseconds since the epoch. */
  readonly created: number
  readonly sources: readonly LogSourceName[]
  /** The offset of the next frame of each partition where the segment starts. */
  readonly base: Position
}

/** Why a header cannot be read. `short`: the bytes end before it does. */
export type HeaderFailure = 'short' | 'not-a-segment' | 'unknown-version' | 'damaged'

export function encodeHeader({ lane, created, sources, base }: SegmentHeader): Buffer {
  const json = Buffer.from(JSON.stringify({ created, sources, base }))
  const header = Buffer.alloc(headerHead + json.length + 4)
  magic.copy(header)
  header.writeUInt16LE(segmentVersion, 8)
  header.writeUInt8(lane, 10)
  header.writeUInt32LE(json.length, 11)
  json.copy(header, headerHead)
  header.writeUInt32LE(crc32c(header.subarray(0, headerHead + json.length)), headerHead + json.length)
  return header
}

/** Bytes that the header takes, from its first 15. */
export function headerExtent(head: Buffer): Result<number, HeaderFailure> {
  if (head.length < headerHead) return err('short')
  if (!head.subarray(0, magic.length).equals(magic)) return err('not-a-segment')
  if (head.readUInt16LE(8) !== segmentVersion) return err('unknown-version')
  const json = head.readUInt32LE(11)
  return json > longestHeader ? err('damaged') : ok(headerHead + json + 4)
}

export function decodeHeader(bytes: Buffer): Result<SegmentHeader, HeaderFailure> {
  const extent = headerExtent(bytes)
  if (!extent.ok) return extent
  if (bytes.length < extent.value) return err('short')
  const end = extent.value - 4
  if (bytes.readUInt32LE(end) !== crc32c(bytes.subarray(0, end))) return err('damaged')
  const lane = bytes.readUInt8(10)
  return lane >= lanes ? err('damaged') : decodeSegmentJson(lane, bytes.subarray(headerHead, end))
}

/** What the JSON of a segment's header says, where it can be one. */
export function decodeSegmentJson(lane: number, json: Buffer): Result<SegmentHeader, HeaderFailure> {
  try {
    const { created, sources, base }: Record<string, unknown> = JSON.parse(json.toString())
    if (!Number.isSafeInteger(created) || !isTable(sources) || !isPosition(base)) return err('damaged')
    return ok({ lane, created: Number(created), sources, base })
  } catch {
    return err('damaged')
  }
}

function isTable(value: unknown): value is LogSourceName[] {
  return (
    Array.isArray(value) &&
    value.every((s) => typeof s?.name === 'string' && typeof s?.decoder === 'string' && isZone(s?.zone))
  )
}

function isZone(zone: unknown): boolean {
  return zone === undefined || typeof zone === 'string'
}

function isPosition(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === lanes * partitionsPerLane &&
    value.every((offset) => Number.isSafeInteger(offset) && offset >= 0)
  )
}
