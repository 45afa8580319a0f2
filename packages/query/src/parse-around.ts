import { parseEventId } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { type Cursor, skipSpace, take, wordSpan } from './cursor.ts'
import { refuse, type SearchProblem } from './problem.ts'
import type { Around } from './search.ts'
import { readSpan } from './span.ts'

const begins = /around(?=\s)/iy
const word = /[^\s()"|]+/uy
// RFC 3339, with the seconds and the zone left out at will; without a zone it is UTC
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/i

/** Reads `around 3.1042.0 5m` or `around 2026-11-22T03:14:00Z 5m` where a text begins with it. */
export function parseAround(cursor: Cursor): Result<Around | undefined, SearchProblem> {
  skipSpace(cursor)
  if (take(cursor, begins) === undefined) return ok(undefined)
  skipSpace(cursor)
  const span = wordSpan(cursor)
  const near = take(cursor, word) ?? ''
  const time = moment.test(near) ? Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(near) ? near : `${near}Z`) : Number.NaN
  const isEvent = parseEventId(near) !== undefined
  if (!isEvent && Number.isNaN(time)) {
    return refuse(
      'bad-around',
      span,
      ['around needs an event or a moment', 'around demande un événement ou un instant'],
      [
        'Write around 3.1042.0 5m or around 2026-11-22T03:14:00Z 5m; quote "around" to look for the word',
        'Écrivez around 3.1042.0 5m ou around 2026-11-22T03:14:00Z 5m ; "around" entre guillemets cherche le mot',
      ],
    )
  }
  skipSpace(cursor)
  const seconds = readSpan(cursor)
  if (!seconds.ok) return seconds
  return ok(
    isEvent ? { kind: 'event', event: near, seconds: seconds.value } : { kind: 'moment', time, seconds: seconds.value },
  )
}
