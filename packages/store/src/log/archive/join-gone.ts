import { diskFiles, type LogFiles, syncFolder } from '../log-files.ts'
import { ordinalOf } from '../seek.ts'
import { laneFolder, listFiles, listSegments, segmentPath } from '../segment-file.ts'
import { archiveFacts, withArchive } from './archive-file.ts'
import { archiveWriter } from './archive-writer.ts'
import { copyEmptied, lastControls } from './rewrite-archive.ts'
import { summaryOf } from './summary.ts'

/**
 * Joins archives without data that follow one another into the first of them, so that what is long gone costs one file.
 *
 * Reading stays the same: the gap counts what the gaps counted. A crash after the joined one stands leaves files that say what
 * it says; they are removed here the next time.
 *
 * @returns how many files went
 */
export function joinGone(dir: string, lane: number, files: LogFiles = diskFiles): number {
  let removed = dropCovered(dir, lane, files)
  for (const run of runsOf(dir, lane)) {
    const [first, ...rest] = run
    if (first === undefined || rest.length === 0) continue
    join(dir, lane, run, files)
    for (const ordinal of rest) files.rmSync(segmentPath(dir, lane, ordinal, 'arc'), { force: true })
    syncFolder(files, laneFolder(dir, lane))
    removed += rest.length
  }
  return removed
}

/** Files of one run at once: gaps are small, and a run goes on where it was left. */
const mostInRun = 512

function runsOf(dir: string, lane: number): number[][] {
  const plain = new Set(listFiles(dir, lane, 'seg'))
  const runs: number[][] = []
  let run: number[] = []
  for (const ordinal of listSegments(dir, lane)) {
    const empty = !plain.has(ordinal) && summaryOf(dir, lane, ordinal)?.frames === 0
    if (empty && run.length < mostInRun) run.push(ordinal)
    else {
      runs.push(run)
      run = empty ? [ordinal] : []
    }
  }
  runs.push(run)
  return runs
}

function join(dir: string, lane: number, run: readonly number[], files: LogFiles): void {
  const newest = new Map<string, readonly [ordinal: number, place: string]>()
  for (const ordinal of run) {
    for (const [kind, place] of withArchive(dir, lane, ordinal, lastControls)) newest.set(kind, [ordinal, place])
  }
  const [first = 0] = run
  const header = withArchive(dir, lane, first, (archive) => archive.header)
  const before = archiveFacts(dir, lane, first)?.newest ?? {}
  const writer = archiveWriter({ files, dir, header, ordinal: first, joinGaps: true })
  try {
    for (const ordinal of run) {
      const stays = new Set([...newest.values()].flatMap(([holder, place]) => (holder === ordinal ? [place] : [])))
      withArchive(dir, lane, ordinal, (archive) => copyEmptied(archive, writer, stays, undefined))
    }
    writer.finish(before)
  } catch (error) {
    writer.abandon()
    throw error
  }
}

/** Removes archives that lie inside an earlier one: a join that a crash cut short. */
function dropCovered(dir: string, lane: number, files: LogFiles): number {
  let end = 0
  let removed = 0
  for (const ordinal of listFiles(dir, lane, 'arc')) {
    if (ordinal < end) {
      files.rmSync(segmentPath(dir, lane, ordinal, 'arc'), { force: true })
      removed++
      continue
    }
    const summary = summaryOf(dir, lane, ordinal)
    if (summary !== undefined) end = ordinalOf(lane, summary.next)
  }
  if (removed > 0) syncFolder(files, laneFolder(dir, lane))
  return removed
}
