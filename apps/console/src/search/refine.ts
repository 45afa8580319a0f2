import { filterSpan, printWhere, type Where } from '@tocsin/query'

/** How a value narrows a search. */
export type Narrowing = 'only' | 'without'

/**
 * A search narrowed by one more condition, as text.
 *
 * The person's own words stay as they wrote them: the condition is set behind their filter, in brackets where an `OR` would
 * else swallow it. A text that cannot be read is answered by the condition alone.
 */
export function narrowed(text: string, condition: string, how: Narrowing): string {
  const [term, opposite] = how === 'only' ? [condition, `NOT ${condition}`] : [`NOT ${condition}`, condition]
  const parts = partsOf(text)
  if (parts === undefined) return term
  const { around, filter, stages } = parts
  const kept = filter === '*' ? '' : filter
  const either = /\bor\b/i.test(kept)
  // The opposite of what is there takes its place; once more would say nothing more.
  const left =
    !either && endsWithTerm(kept, opposite) && !endsWithTerm(kept, `NOT ${opposite}`) ? without(kept, opposite) : kept
  if (!either && left === kept && endsWithTerm(kept, term) && !endsWithTerm(kept, `NOT ${term}`)) return text.trim()
  const whole = left === '' ? term : `${either ? `(${left})` : left} ${term}`
  return joined(around, whole, stages)
}

/** A field's value as a condition; where the field has none, that it is not there. */
export function conditionFor(field: string, value: string | number | boolean | null): string {
  if (value === null || value === '') return `NOT exists:${field}`
  const where = { kind: 'cmp', field, op: 'eq', value } as Where
  return printWhere(where)
}

/** The text cut where a search has its joints; nothing where it cannot be read. */
function partsOf(text: string): { around: string; filter: string; stages: string } | undefined {
  const span = filterSpan(text)
  if (span === undefined) return undefined
  const [start, end] = span
  return { around: text.slice(0, start).trim(), filter: text.slice(start, end).trim(), stages: text.slice(end).trim() }
}

function endsWithTerm(filter: string, term: string): boolean {
  return filter === term || filter.endsWith(` ${term}`)
}

function without(filter: string, term: string): string {
  return filter.slice(0, -term.length).trim()
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
