import type { TimeQuality } from '@tocsin/event'

const lateAfter = 10 * 60_000
const earliest = 24 * 3_600_000
const latest = 5 * 60_000

/**
 * Holds a source's time against the time of receipt: kept and marked, never refused.
 *
 * @param stated milliseconds since the epoch, or nothing where the source gave no readable time
 * @param received milliseconds since the epoch
 */
export function eventTime(stated: number | undefined, received: number): { time: number; timeQuality: TimeQuality } {
  if (stated === undefined || !Number.isFinite(stated) || Math.abs(stated) > 8.64e15) {
    return { time: received, timeQuality: 'none' }
  }
  if (stated < received - earliest || stated > received + latest) return { time: stated, timeQuality: 'skewed' }
  return { time: stated, timeQuality: stated < received - lateAfter ? 'late' : 'stated' }
}
