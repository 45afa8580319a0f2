import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { diskFiles, type LogFiles, syncFolder } from '../log-files.ts'
import { laneFolder, listFiles, segmentPath } from '../segment-file.ts'

/**
 * Removes what a crash left in a lane's folder: drafts, archives whose segment still stands, facts of segments that are gone.
 *
 * For the writer, before it opens the log: nobody else may be at work in the folder.
 */
export function sweepLane(dir: string, lane: number, files: LogFiles = diskFiles): void {
  const folder = laneFolder(dir, lane)
  const segments = new Set(listFiles(dir, lane, 'seg'))
  const orphans = [
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.tmp'))
      .map((name) => join(folder, name)),
    ...listFiles(dir, lane, 'arc')
      .filter((ordinal) => segments.has(ordinal))
      .map((ordinal) => segmentPath(dir, lane, ordinal, 'arc')),
    ...listFiles(dir, lane, 'keys')
      .filter((ordinal) => !segments.has(ordinal))
      .map((ordinal) => segmentPath(dir, lane, ordinal, 'keys')),
  ]
  for (const path of orphans) files.rmSync(path, { force: true })
  if (orphans.length > 0) syncFolder(files, folder)
}
