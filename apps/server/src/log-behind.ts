import { partitionsPerLane } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { Position } from '@tocsin/store'

/**
 * Refuses to go on with a log that ends before what the stores have: its files were deleted or belong elsewhere. What it takes
 * from there on would have places that the stores take for known, and pass over.
 *
 * @throws TocsinError `log-behind`
 */
export function requireWholeLog(logDir: string, lane: number, end: Position, ahead: Position): void {
  for (let partition = lane * partitionsPerLane; partition < (lane + 1) * partitionsPerLane; partition++) {
    if ((end[partition] ?? 0) >= (ahead[partition] ?? 0)) continue
    throw new TocsinError('log-behind', 'The log ends before what the stores hold of it: segment files are missing', {
      where: `${logDir}/${lane}`,
      fix: 'Restore the segment files; if they are gone, start with a new data folder and keep this one for searching',
    })
  }
}
