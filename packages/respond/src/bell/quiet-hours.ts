import { fromZone } from '@tocsin/kit'
import type { QuietHours } from './target.ts'

const minute = 60_000
const day = 24 * 60 * minute

/**
 * When the quiet hours end in which a moment lies, or nothing where it lies in none.
 *
 * They may go past midnight. On the day of a change of clocks the end is as far off as the clock shows then.
 *
 * @param now milliseconds since the epoch
 * @param zone as `isZone` takes it
 */
export function quietUntil(hours: QuietHours | null, zone: string, now: number): number | undefined {
  if (hours === null) return undefined
  const local = now + (now - fromZone(now, zone))
  const midnight = Math.floor(local / day) * day
  // Yesterday's hours may reach into today.
  for (const start of [midnight - day, midnight]) {
    const from = start + minutesOf(hours.from) * minute
    const length = (minutesOf(hours.to) - minutesOf(hours.from) + 1440) % 1440
    if (local >= from && local < from + length * minute) return fromZone(from + length * minute, zone)
  }
  return undefined
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}
