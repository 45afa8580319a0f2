import type { DatePart } from './detection.ts'
import type { Scalar } from './value.ts'

export const datePartNames: readonly DatePart[] = ['minute', 'hour', 'day', 'week', 'month', 'year']

/**
 * The number in a date as it is written: no time zone and no format is converted (Sigma modifiers appendix 2.1).
 *
 * Reads `2025-08-02`, `2025-08-02T10:20:30Z` and `2025-08-02 10:20`; anything else, numbers too, has no parts.
 * Weeks are those of ISO 8601.
 */
export function datePart(value: Scalar, part: DatePart): number | undefined {
  if (typeof value !== 'string') return undefined
  const match = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/.exec(value)
  if (match === null) return undefined
  const [year, month, day, hour, minute] = match.slice(1).map((digits) => (digits === undefined ? -1 : Number(digits)))
  if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined)
    return undefined
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) return undefined
  if (part === 'year') return year
  if (part === 'month') return month
  if (part === 'day') return day
  if (part === 'week') return isoWeek(year, month, day)
  const number = part === 'hour' ? hour : minute
  return number < 0 ? undefined : number
}

/** ISO 8601: the week of the year's first Thursday is week 1. */
function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day))
  const thursday = date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000
  const start = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)
  return Math.floor((thursday - start) / (7 * 86_400_000)) + 1
}
