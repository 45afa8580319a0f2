import { daysIn } from '../wire/time.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `20/Nov/2026:10:00:00 +0100`, as the Common Log Format writes it, in milliseconds since the epoch. */
export function clfTime(text: string): number | undefined {
  const match = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text)
  if (match === null) return undefined
  const month = months.indexOf(match[2] ?? '')
  const numbers = [match[1], match[3], match[4], match[5], match[6], match[8], match[9]].map(Number)
  const [day = 0, year = 0, hour = 0, minute = 0, second = 0, zoneHours = 0, zoneMinutes = 0] = numbers
  if (month < 0 || year < 1970 || day < 1 || day > daysIn(year, month + 1)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const east = (match[7] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes)
  const time = Date.UTC(year, month, day, hour, minute, second) - east * 60_000
  return time > 0 ? time : undefined
}
