import { err, ok, type Result } from '@tocsin/kit'
import { daysIn, timeOf } from '../wire/time.ts'

/** How a time is written: milliseconds since the epoch, and whether it says no zone. */
export type TimeFormat = (text: string) => { readonly time: number; readonly local: boolean } | undefined

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// Unicode's letters (UTS #35, "Date Format Patterns"), as far as logs need them.
const letters: ReadonlyMap<string, readonly [pattern: string, part: string]> = new Map([
  ['yyyy', ['(\\d{4})', 'year']],
  ['yy', ['(\\d{2})', 'short']],
  ['MMM', ['([A-Za-z]{3})', 'word']],
  ['MM', ['(\\d{2})', 'month']],
  ['M', ['(\\d{1,2})', 'month']],
  ['dd', ['(\\d{2})', 'day']],
  ['d', ['(\\d{1,2})', 'day']],
  ['HH', ['(\\d{2})', 'hour']],
  ['H', ['(\\d{1,2})', 'hour']],
  ['hh', ['(\\d{1,2})', 'half']],
  ['mm', ['(\\d{2})', 'minute']],
  ['ss', ['(\\d{2})', 'second']],
  ['S', ['(\\d{1,9})', 'fraction']],
  ['a', ['([AaPp][Mm])', 'noon']],
  ['X', ['(Z|[+-]\\d{2}:?\\d{2})', 'zone']],
])

/** Reads `iso`, `epoch`, or letters such as `dd/MM/yyyy HH:mm:ss`; anything else stands for itself. */
export function readTimeFormat(format: string): Result<TimeFormat, string> {
  if (format === 'iso' || format === 'epoch') {
    return ok((text) => {
      const time = timeOf(text.replace(' ', 'T')) ?? timeOf(text)
      const local = format === 'iso' && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)
      return time === undefined ? undefined : { time, local }
    })
  }
  if (format.length > 64) return err('the format of the time is longer than 64 characters')
  const parts: string[] = []
  let source = ''
  for (let at = 0; at < format.length; ) {
    const run = /^([A-Za-z])\1*/.exec(format.slice(at))?.[0]
    if (run === undefined) {
      source += (format[at] ?? '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      at++
      continue
    }
    const known = letters.get(/^S+$/.test(run) ? 'S' : /^X+$/.test(run) ? 'X' : run)
    if (known === undefined && run === 'T') source += 'T'
    else if (known === undefined) return err(`the format of the time has ${run}, which stands for nothing`)
    else {
      source += known[0]
      parts.push(known[1])
    }
    at += run.length
  }
  const has = (...names: string[]) => names.some((name) => parts.includes(name))
  if (!has('year', 'short') || !has('month', 'word') || !has('day') || !has('hour', 'half')) {
    return err('the format of the time lacks a year, month, day or hour')
  }
  // Fixed lengths and no choice: one pass.
  const regex = new RegExp(`^${source}$`)
  return ok((text) => (text.length > 64 ? undefined : timeBy(regex, parts, text)))
}

function timeBy(regex: RegExp, parts: readonly string[], text: string): ReturnType<TimeFormat> {
  const match = regex.exec(text)
  if (match === null) return undefined
  const has = (name: string) => parts.includes(name)
  const part = (name: string) => (has(name) ? (match[parts.indexOf(name) + 1] ?? '') : '')
  const year = has('year') ? Number(part('year')) : 2000 + Number(part('short'))
  const month = has('month') ? Number(part('month')) : months.indexOf(part('word').toLowerCase()) + 1
  const day = Number(part('day'))
  const hour = has('hour') ? Number(part('hour')) : (Number(part('half')) % 12) + (/p/i.test(part('noon')) ? 12 : 0)
  const [minute, second] = [Number(part('minute')), Number(part('second'))]
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const fraction = has('fraction') ? Number(`0.${part('fraction')}`) * 1000 : 0
  const time = Date.UTC(year, month - 1, day, hour, minute, second) + fraction
  return { time: time - zoneOf(part('zone')) * 60_000, local: !has('zone') }
}

/** Minutes east of UTC. */
function zoneOf(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}
