import { existsSync, readFileSync, statSync } from 'node:fs'
import { crc32c } from '@node-rs/crc32'
import { archiveFacts } from './archive/archive-file.ts'
import { diskFiles, type LogFiles, putFile } from './log-files.ts'
import { damaged, laneFolder, segmentPath, walkFrames, withSegment } from './segment-file.ts'
import { emptyFacts, type SegmentFacts, tallyFrame } from './segment-tally.ts'

/**
 * Writes the facts of a closed segment beside it: the CRC of what follows as 8 hex digits, a line end, JSON.
 *
 * They are derived, so a disk that refuses them costs a scan later and nothing else.
 */
export function writeSidecar(files: LogFiles, dir: string, lane: number, ordinal: number, facts: SegmentFacts): void {
  const json = Buffer.from(JSON.stringify({ version: 1, ...facts }))
  const bytes = Buffer.concat([Buffer.from(`${crc32c(json).toString(16).padStart(8, '0')}\n`), json])
  try {
    putFile(files, laneFolder(dir, lane), segmentPath(dir, lane, ordinal, 'keys'), bytes)
  } catch {
    // The next reader that wants them scans the segment.
  }
}

/** The facts that lie beside a closed segment or in its archive; nothing where they are missing, damaged or of another length of it. */
export function readSidecar(dir: string, lane: number, ordinal: number): SegmentFacts | undefined {
  return existsSync(segmentPath(dir, lane, ordinal))
    ? besideSegment(dir, lane, ordinal)
    : archiveFacts(dir, lane, ordinal)
}

/** The facts beside a closed segment that is not archived. */
export function besideSegment(dir: string, lane: number, ordinal: number): SegmentFacts | undefined {
  try {
    const bytes = readFileSync(segmentPath(dir, lane, ordinal, 'keys'))
    const json = bytes.subarray(9)
    if (Number.parseInt(bytes.toString('latin1', 0, 8), 16) !== crc32c(json)) return undefined
    const { version, ...facts }: SegmentFacts & { version: number } = JSON.parse(json.toString())
    return version === 1 && facts.bytes === sizeOf(segmentPath(dir, lane, ordinal)) ? facts : undefined
  } catch {
    return undefined
  }
}

/**
 * The facts of a closed segment: from its sidecar, or by scanning it, which writes the sidecar again.
 *
 * `newest` then knows only the segment's own control frames.
 *
 * @throws TocsinError `segment-damaged` with the byte
 */
export function factsOfClosed(dir: string, lane: number, ordinal: number): SegmentFacts {
  const kept = readSidecar(dir, lane, ordinal)
  if (kept !== undefined) return kept
  const { facts, trouble } = scanFacts(dir, lane, ordinal)
  if (trouble !== undefined) throw trouble
  writeSidecar(diskFiles, dir, lane, ordinal, facts)
  return facts
}

/** The facts of a segment up to its end, or up to the first damage, which is told. */
export function scanFacts(dir: string, lane: number, ordinal: number) {
  return withSegment(dir, lane, ordinal, (segment) => {
    const facts = emptyFacts(segment.start, segment.header.base)
    const walk = { check: 'crc', place: segment.header, from: segment.start, end: segment.bytes() } as const
    const { position, because } = walkFrames(segment, walk, (bytes, view, at, size) => {
      tallyFrame(facts, ordinal, bytes, view, at, size)
      return true
    })
    return { facts, trouble: because === 'bad' ? damaged(segment.path, position, 'a frame is damaged') : undefined }
  })
}

function sizeOf(path: string): number {
  return statSync(path).size
}
