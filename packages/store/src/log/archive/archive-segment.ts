import { crc32c } from '@node-rs/crc32'
import type { Position } from '../../position.ts'
import { besideSegment, factsOfClosed } from '../key-sidecar.ts'
import { diskFiles, type LogFiles, syncFolder } from '../log-files.ts'
import {
  damaged,
  laneFolder,
  listFiles,
  listSegments,
  openPlain,
  type Segment,
  segmentPath,
  walkFrames,
} from '../segment-file.ts'
import { withArchive } from './archive-file.ts'
import { archiveWriter, type Finished } from './archive-writer.ts'

/** Closed segments of a lane that are not archived, oldest first. */
export function closedSegments(dir: string, lane: number): readonly number[] {
  // The newest segment is the writer's, also where it rests between two groups.
  const open = listSegments(dir, lane).at(-1)
  return listFiles(dir, lane, 'seg').filter((ordinal) => ordinal !== open)
}

/**
 * Whether nobody who goes on from `before` reads a closed segment again.
 *
 * @throws TocsinError `segment-damaged`
 */
export function isSettled(dir: string, lane: number, ordinal: number, before: Position): boolean {
  const { next } = factsOfClosed(dir, lane, ordinal)
  const first = lane * 16
  for (let partition = first; partition < first + 16; partition++)
    if ((next[partition] ?? 0) > (before[partition] ?? 0)) return false
  return true
}

/**
 * Makes an archive of a closed segment, reads it back, and only then removes the segment: at every moment one of the two is whole.
 *
 * @throws TocsinError `segment-damaged` where the segment is not sound to its end; it then stays as it is
 */
export function archiveSegment(dir: string, lane: number, ordinal: number, files: LogFiles = diskFiles): Finished {
  const plain = openPlain(dir, lane, ordinal)
  if (plain === undefined) throw damaged(segmentPath(dir, lane, ordinal), 0, 'it is gone')
  let finished: Finished
  try {
    finished = copy(plain, dir, lane, files)
  } finally {
    plain.close()
  }
  prove(dir, lane, ordinal, finished)
  files.rmSync(segmentPath(dir, lane, ordinal))
  files.rmSync(segmentPath(dir, lane, ordinal, 'keys'), { force: true })
  syncFolder(files, laneFolder(dir, lane))
  return finished
}

function copy(plain: Segment, dir: string, lane: number, files: LogFiles): Finished {
  const { header, ordinal, start } = plain
  const writer = archiveWriter({ files, dir, header, ordinal })
  try {
    const walk = { check: 'crc', place: header, from: start, end: plain.bytes() } as const
    const { because, position } = walkFrames(plain, walk, (bytes, view, at, size) => {
      writer.frame(bytes, view, at, size)
      return true
    })
    if (because === 'bad') throw damaged(plain.path, position, 'a frame is damaged')
    return writer.finish(besideSegment(dir, lane, ordinal)?.newest ?? {})
  } catch (error) {
    writer.abandon()
    throw error
  }
}

/** Reads the archive back from its file and holds it against what was written. */
function prove(dir: string, lane: number, ordinal: number, written: Finished): void {
  withArchive(dir, lane, ordinal, (archive) => {
    const { blocks } = archive.index()
    let crc = 0
    for (const [, , at, bytes] of blocks) {
      const plain = Buffer.allocUnsafeSlow(bytes)
      if (archive.read(plain, at) !== bytes) throw damaged(archive.path, at, 'a block is cut short')
      crc = crc32c(plain, crc)
    }
    const walk = { check: 'crc', place: archive.header, from: 0, end: archive.bytes() } as const
    const { because, position } = walkFrames(archive, walk, () => true)
    if (because === 'bad') throw damaged(archive.path, position, 'a frame reads back damaged')
    if (crc !== written.crc) throw damaged(archive.path, 0, 'it reads back other bytes than were written')
  })
}
