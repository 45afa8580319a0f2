import type { MatchedField } from '@tocsin/event'
import { cut } from './shown.ts'

/** How much of what matched is kept: fields, and UTF-16 code units of each value and question. */
export interface ExcerptLimits {
  readonly fields: number
  readonly length: number
}

/** For a finding of one event. */
export const alertExcerpt: ExcerptLimits = { fields: 32, length: 4096 }
/** For each event of a correlation: there may be a hundred, and they wait in memory. */
export const windowExcerpt: ExcerptLimits = { fields: 4, length: 160 }

/**
 * The matched fields within bounds. A long value becomes an excerpt around its first match, between ellipses; ranges
 * always count in the value that is given here.
 */
export function excerpts(matched: readonly MatchedField[], limits: ExcerptLimits): readonly MatchedField[] {
  return matched.slice(0, limits.fields).map((field) => excerpt(field, limits.length))
}

function excerpt(matched: MatchedField, length: number): MatchedField {
  const field = cut(matched.field, 512)
  const asked = shorter(matched.asked, length)
  const { value } = matched
  const ranges = matched.ranges.slice(0, 64).filter(([start, end]) => start < end)
  if (typeof value !== 'string' || value.length <= length) return { field, value, asked, ranges }
  const first = ranges[0]?.[0] ?? 0
  // A quarter of the excerpt shows what stands before the match.
  const from = first < length ? 0 : first - Math.floor(length / 4)
  const lead = from === 0 ? '' : '…'
  const body = value.slice(from, from + length - 2)
  const moved = ranges
    .map(([start, end]) => [start - from, Math.min(end - from, body.length)] as const)
    .filter(([start, end]) => start >= 0 && start < end)
    .map(([start, end]) => [start + lead.length, end + lead.length] as const)
  const tail = from + body.length < value.length ? '…' : ''
  return { field, value: `${lead}${body}${tail}`, asked, ranges: moved }
}

function shorter(text: string, length: number): string {
  return text.length <= length ? text : `${cut(text, length - 1)}…`
}
