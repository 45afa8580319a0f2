import type { IncidentId } from '@tocsin/kit'
import type { IncidentWork } from '../api/contract.ts'

/** The verdicts in the order in which their keys choose them. */
export const verdicts = ['true-positive', 'benign', 'false-positive', 'exercise', 'unknown'] as const

export type WorkState = 'open' | 'owned' | 'closed' | 'reopened'

/** As the server's own: closed, else opened again, else somebody's, else nobody's. */
export function stateOf({ closed, reopenedAt, owner }: IncidentWork): WorkState {
  if (closed !== undefined) return 'closed'
  if (reopenedAt !== undefined) return 'reopened'
  return owner === undefined ? 'open' : 'owned'
}

/** The work on incidents as far as it was read or told; one that nobody has touched has version 0. */
export type Book = ReadonlyMap<string, IncidentWork>

/** Adds works; of two states of one the higher version is the newer. The same book where nothing is new. */
export function written(book: Book, works: readonly IncidentWork[]): Book {
  const news = works.filter(({ incident, version }) => version > (book.get(incident)?.version ?? -1))
  if (news.length === 0) return book
  return new Map([...book, ...news.map((work) => [work.incident, work] as const)])
}

/** The answer to a question about some ids: of those that it leaves out nobody has touched any. */
export function answered(ids: readonly IncidentId[], works: readonly IncidentWork[]): readonly IncidentWork[] {
  const known = new Map(works.map((work) => [work.incident, work]))
  return ids.map((incident) => known.get(incident) ?? { incident, version: 0 })
}

/** Whether the address's filter shows an incident in this work; what is not known yet is shown as open. */
export function shows(filter: 'closed' | 'all' | undefined, work: IncidentWork | undefined): boolean {
  if (filter === 'all') return true
  return (work?.closed !== undefined) === (filter === 'closed')
}
