import type { Incident } from '@tocsin/event'
import { type Section, sections } from './sections.ts'

/** One line of the list on the screen. */
export type Item =
  | { readonly kind: 'head'; readonly key: string; readonly section: Section }
  | { readonly kind: 'row'; readonly key: string; readonly incident: Incident; readonly lines: Section['lines'] }
  | { readonly kind: 'more'; readonly key: 'more' }

/**
 * Rows as one flat list with the heads of their groups, so that it can be drawn only where it is seen.
 *
 * @param rows in the order in which they are shown
 * @param more further rows can be read
 */
export function itemsOf(rows: readonly Incident[], grouping: 'grouped' | 'flat', more: boolean): readonly Item[] {
  const items: Item[] = []
  let before: Section | undefined
  for (const incident of rows) {
    const section = sections.find(({ severities }) => severities.includes(incident.severity))
    if (grouping === 'grouped' && section !== undefined && section !== before) {
      items.push({ kind: 'head', key: `head:${section.id}`, section })
      before = section
    }
    items.push({ kind: 'row', key: incident.id, incident, lines: section?.lines ?? 'two' })
  }
  if (more) items.push({ kind: 'more', key: 'more' })
  return items
}

/** The row after or before the chosen one; the first where none is chosen; the same at the ends. */
export function stepFrom(items: readonly Item[], chosen: string | undefined, by: 1 | -1): Incident | undefined {
  const rows = items.flatMap((item) => (item.kind === 'row' ? [item.incident] : []))
  const at = rows.findIndex(({ id }) => id === chosen)
  if (at === -1) return rows[0]
  return rows[Math.max(0, Math.min(rows.length - 1, at + by))]
}
