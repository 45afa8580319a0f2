import { closeSync, fstatSync, openSync } from 'node:fs'
import { crc32c } from '@node-rs/crc32'
import { damaged, headerError, isMissing, type Segment, segmentPath } from '../lane-folder.ts'
import { diskFiles, readWhole } from '../log-files.ts'
import type { SegmentFacts } from '../segment-tally.ts'
import {
  type ArchiveIndex,
  archiveHead,
  archiveHeaderExtent,
  archiveTail,
  type Block,
  decodeArchiveHeader,
  decodeIndex,
  decompressed,
  indexExtent,
} from './archive-format.ts'

/** An archive opened for reading, as the segment that it was made of. */
export interface Archive extends Segment {
  /** @throws TocsinError `segment-damaged` */
  index(): ArchiveIndex
}

/**
 * Opens an archive and reads its header; its index is read when it is first needed.
 *
 * @throws TocsinError `segment-damaged` or `segment-version`, with the file
 */
export function openArchive(dir: string, lane: number, ordinal: number): Archive {
  const path = segmentPath(dir, lane, ordinal, 'arc')
  const fd = openSync(path, 'r')
  try {
    const header = readHeader(fd)
    if (!header.ok) throw headerError(path, header.error)
    if (header.value.lane !== lane) throw headerError(path, 'damaged')
    let index: ArchiveIndex | undefined
    const known = () => {
      index ??= readIndex(fd)
      if (index === undefined) throw damaged(path, fstatSync(fd).size, 'the index of the archive is damaged')
      return index
    }
    return {
      path,
      ordinal,
      header: { ...header.value, gaps: true },
      start: 0,
      read: blockReader(fd, path, known),
      bytes: () => known().facts.bytes,
      index: known,
      close: () => closeSync(fd),
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

export function withArchive<Answer>(
  dir: string,
  lane: number,
  ordinal: number,
  use: (archive: Archive) => Answer,
): Answer {
  const archive = openArchive(dir, lane, ordinal)
  try {
    return use(archive)
  } finally {
    archive.close()
  }
}

/** The facts in an archive's index; nothing where there is no archive, or its index is damaged. */
export function archiveFacts(dir: string, lane: number, ordinal: number): SegmentFacts | undefined {
  try {
    return withArchive(dir, lane, ordinal, (archive) => archive.index().facts)
  } catch (error) {
    if (isMissing(error) || (error as { code?: unknown }).code === 'segment-damaged') return undefined
    throw error
  }
}

/** Reads across blocks, and keeps the newest one: who steps through frames asks for it again and again. */
function blockReader(fd: number, path: string, index: () => ArchiveIndex): Segment['read'] {
  let kept: { readonly block: Block; readonly plain: Buffer } | undefined

  function plainOf(block: Block): Buffer {
    if (kept?.block === block) return kept.plain
    const [fileAt, fileBytes, , bytes, crc] = block
    const packed = Buffer.allocUnsafeSlow(fileBytes)
    const read = readWhole(diskFiles, fd, packed, fileAt)
    const plain = read === fileBytes && crc32c(packed) === crc ? decompressed(packed, bytes) : undefined
    if (plain === undefined) throw damaged(path, fileAt, 'a block of the archive is damaged')
    kept = { block, plain }
    return plain
  }

  return (into, position) => {
    const { blocks } = index()
    let done = 0
    for (let i = blockAt(blocks, position); i < blocks.length && done < into.length; i++) {
      const block = blocks[i]
      if (block === undefined) break
      const within = position + done - block[2]
      const part = plainOf(block).subarray(within, within + into.length - done)
      into.set(part, done)
      done += part.length
    }
    return done
  }
}

/** The index of the block that holds a byte; the number of blocks where none does. */
function blockAt(blocks: readonly Block[], position: number): number {
  let [low, high] = [0, blocks.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const block = blocks[middle]
    if (block !== undefined && block[2] + block[3] <= position) low = middle + 1
    else high = middle
  }
  return low
}

function readHeader(fd: number) {
  const head = Buffer.alloc(archiveHead)
  const extent = archiveHeaderExtent(head.subarray(0, readWhole(diskFiles, fd, head, 0)))
  if (!extent.ok) return extent
  const bytes = Buffer.alloc(Math.min(extent.value, fstatSync(fd).size))
  return decodeArchiveHeader(bytes.subarray(0, readWhole(diskFiles, fd, bytes, 0)))
}

function readIndex(fd: number): ArchiveIndex | undefined {
  const { size } = fstatSync(fd)
  const tail = Buffer.alloc(archiveTail)
  if (size < archiveTail || readWhole(diskFiles, fd, tail, size - archiveTail) !== archiveTail) return undefined
  const length = indexExtent(tail)
  if (length === undefined || length > size - archiveTail) return undefined
  const json = Buffer.alloc(length)
  readWhole(diskFiles, fd, json, size - archiveTail - length)
  return decodeIndex(json, tail)
}
