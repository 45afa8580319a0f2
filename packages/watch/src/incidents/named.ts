import type { Incident } from '@tocsin/event'
import { columnText } from './column-text.ts'

/** Text by which an incident is found, in lower case; at most 4,000 characters. */
export function namedBy({
  id,
  about,
  names: others = [],
  detectors,
}: Pick<Incident, 'id' | 'about' | 'names' | 'detectors'>): string {
  const titles = detectors.flatMap(({ title, says }) => [title, says?.en ?? '', says?.fr ?? ''])
  const names = [id, about?.value ?? '', ...others.map(({ value }) => value), ...titles].filter((name) => name !== '')
  return columnText([...new Set(names)].join(' ').toLowerCase()).slice(0, 4000)
}

/** A part of such a text as `like` takes it, with a backslash as its escape. */
export function partOf(text: string): string {
  return `%${columnText(text.trim().toLowerCase()).replace(/[\\%_]/g, '\\$&')}%`
}
