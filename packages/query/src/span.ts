import { ok, type Result } from '@tocsin/kit'
import { type Cursor, take, wordSpan } from './cursor.ts'
import { refuse, type SearchProblem } from './problem.ts'
import { searchLimits } from './search.ts'

const written = /(\d{1,9})([smhdw])(?![^\s|])/iuy
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Reads `30s`, `5m`, `1h`, `7d` or `2w` here, in seconds: 1 second to 365 days. */
export function readSpan(cursor: Cursor): Result<number, SearchProblem> {
  const span = wordSpan(cursor)
  const text = take(cursor, written)?.toLowerCase() ?? ''
  const seconds = Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? 0)
  if (seconds >= 1 && seconds <= searchLimits.span) return ok(seconds)
  return refuse(
    'bad-value',
    span,
    ['A span of time from 1 second to 365 days is needed here', 'Il faut ici une durée de 1 seconde à 365 jours'],
    ['Write 30s, 5m, 1h, 7d or 2w', 'Écrivez 30s, 5m, 1h, 7d ou 2w'],
  )
}

/** A span as it is written: in the largest unit that divides it. */
export function printSpan(seconds: number): string {
  for (const unit of ['w', 'd', 'h', 'm']) {
    const size = units[unit] ?? 1
    if (seconds % size === 0) return `${seconds / size}${unit}`
  }
  return `${seconds}s`
}
