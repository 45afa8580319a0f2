import type { Value } from '@tocsin/event'

/** 9999-12-31T23:59:59.999Z. */
const latest = 253_402_300_799_999

/**
 * A source's time in milliseconds since the epoch, to the microsecond.
 *
 * Reads ISO 8601 (`T` or a space, up to nine decimals, zone or none; none is UTC) and seconds, milliseconds,
 * microseconds or nanoseconds since the epoch, told apart by size, as numbers or text.
 */
export function timeOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return epochTime(value)
  if (typeof value !== 'string' || value.length < 9 || value.length > 40) return undefined
  return isoTime(value) ?? (/^\d{9,19}(?:\.\d{1,9})?$/.test(value) ? epochTime(Number(value)) : undefined)
}

/** Whether a text of time says its zone. */
export function statesZone(text: string): boolean {
  return /(?:z|[+-]\d\d:?\d\d)$/i.test(text)
}

/** Whether a value is a time in words that says no zone: it was read as UTC. */
export function isLocalTime(value: Value | undefined): boolean {
  return (
    typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:/i.test(value) && !/(?:z|[+-]\d\d(?::?\d\d)?)$/i.test(value)
  )
}

// Seconds reach 1e11 in the year 5138; milliseconds are past it since 1973.
function epochTime(number: number): number | undefined {
  if (!(number > 0)) return undefined
  if (number < 1e11) return within(Math.round(number * 1e6) / 1e3)
  if (number < 1e14) return within(Math.round(number * 1e3) / 1e3)
  if (number < 1e17) return within(Math.round(number) / 1e3)
  return within(Math.round(number / 1e3) / 1e3)
}

/** ISO 8601 in its extended form (RFC 3339 and its looser relatives), in milliseconds since the epoch. */
export function isoTime(text: string): number | undefined {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined
  const separator = text.charCodeAt(10) | 32
  if (separator !== 116 && separator !== 32) return undefined
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  if (text.charCodeAt(13) !== 58 || !(month >= 1 && month <= 12 && day >= 1 && hour <= 24 && minute <= 59))
    return undefined
  let at = 16
  let second = 0
  let fraction = 0
  if (text.charCodeAt(at) === 58) {
    second = digits(text, 17, 2)
    at = 19
    const mark = text.charCodeAt(at)
    if (mark === 46 || mark === 44) {
      let scale = 1000
      for (at++; isDigit(text, at) && at < 30; at++) {
        scale /= 10
        fraction += scale * (text.charCodeAt(at) - 48)
      }
    }
  }
  // A leap second is written as 60 (RFC 3339 §5.7); the epoch has no room for it, the next second takes it.
  if (!(second <= 60)) return undefined
  const zone = zoneMinutes(text, at)
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - zone * 60_000
  if (!(year >= 1970) || day > daysIn(year, month)) return undefined
  return within(time + Math.round(fraction * 1e3) / 1e3)
}

/** Minutes east of UTC; NaN where the rest of the text is no zone. */
function zoneMinutes(text: string, start: number): number {
  const at = text.charCodeAt(start) === 32 ? start + 1 : start
  if (at >= text.length) return 0
  const sign = text.charCodeAt(at)
  if ((sign | 32) === 122) return at + 1 === text.length ? 0 : Number.NaN
  if (sign !== 43 && sign !== 45) return Number.NaN
  const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0
  const minutes = at + 3 === text.length ? 0 : digits(text, at + 3 + colon, 2)
  if (at + 3 !== text.length && at + 5 + colon !== text.length) return Number.NaN
  const east = digits(text, at + 1, 2) * 60 + minutes
  return sign === 45 ? -east : east
}

/** Days of a month, 1 for January, in the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function digits(text: string, at: number, count: number): number {
  let number = 0
  for (let index = at; index < at + count; index++) {
    if (!isDigit(text, index)) return Number.NaN
    number = number * 10 + text.charCodeAt(index) - 48
  }
  return number
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 48 && unit <= 57
}

function within(time: number): number | undefined {
  return time > 0 && time <= latest ? time : undefined
}
