import type { Week } from './one-source-api.ts'

/** One hour of the week as the reader's clock has it. */
export interface WeekHour {
  /** 0 is Monday. */
  readonly day: number
  readonly hour: number
  readonly usual: number | null
  readonly actual: number | null
  /** Less than a fifth, or more than five times of what is usual. */
  readonly outside: boolean
  /** The hour under way. */
  readonly now: boolean
}

const hours = 168

/**
 * The hours of a week in the reader's zone, from Monday 00:00.
 *
 * @param offset minutes that the reader is ahead of UTC; of a zone off by half an hour, the hour that holds most of it
 * @param declared records an hour that somebody said are usual: they go before what was learnt
 */
export function weekRows(week: Week, offset: number, declared: number | null): readonly WeekHour[] {
  const shift = Math.round(offset / 60)
  return Array.from({ length: hours }, (_, at): WeekHour => {
    const slot = (((at - shift) % hours) + hours) % hours
    const now = slot === week.now.slot
    const usual = declared ?? week.usual[slot] ?? null
    const actual = now ? null : (week.actual[slot] ?? null)
    return { day: Math.floor(at / 24), hour: at % 24, usual, actual, outside: isOutside(usual, actual), now }
  })
}

// As the server has it (`low` and `high` of a source's health).
function isOutside(usual: number | null, actual: number | null): boolean {
  if (usual === null || actual === null) return false
  return (usual >= 50 && actual < usual / 5) || (actual > 1000 && actual > usual * 5)
}
