import { columnNamed } from '@tocsin/event'
import { err, ok, type Result, TocsinError } from '@tocsin/kit'
import { type Field, parse, searchFields } from '@tocsin/query'

/** The stretches of time that a view may be over, up to now. */
export const spans = ['hour', 'day', 'week', 'all'] as const
export type SavedSpan = (typeof spans)[number]

/** Who beside its owner sees a saved search. */
export type Shared = 'nobody' | 'everyone' | `role:${string}` | `department:${string}`

/** A search that somebody gave a name. */
export interface SavedSearch {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly text: string
  readonly span: SavedSpan
  readonly columns: readonly Field[]
  readonly shared: Shared
  /** Milliseconds since the epoch. */
  readonly changedAt: number
}

/** Who asks, as far as it decides what is shared with them. */
export interface Circle {
  readonly who: string
  readonly role: string | undefined
  readonly departments: readonly string[]
}

/** What somebody gives to be saved. */
export type SavedDraft = Pick<SavedSearch, 'name' | 'text' | 'span' | 'columns' | 'shared'>

export const savedLimits = { each: 200, name: 80, columns: 12, listed: 500 } as const

/** How a name is compared: `Nuit` and `nuit` are one. */
export function nameKey(name: string): string {
  return name.trim().replace(/\s+/gu, ' ').normalize('NFKC').toLowerCase()
}

/** Whether somebody sees a saved search. */
export function sees(
  { who, role, departments }: Circle,
  { owner, shared }: Pick<SavedSearch, 'owner' | 'shared'>,
): boolean {
  if (owner === who || shared === 'everyone') return true
  if (shared === `role:${role}`) return role !== undefined
  return departments.some((department) => shared === `department:${department}`)
}

/**
 * A draft that can be kept, or why not.
 *
 * What cannot be read is not saved: whoever opens it later would meet the mistake without having made it. And nobody shares
 * with people whose circle they do not belong to, where they could not see what they share.
 */
export function checked(draft: SavedDraft, circle: Circle): Result<SavedDraft, TocsinError> {
  const name = draft.name.trim().replace(/\s+/gu, ' ')
  if (name === '' || name.length > savedLimits.name || /[\p{C}@]/u.test(name)) {
    return refuse('bad-name', 'A saved search needs a name', `Use 1 to ${savedLimits.name} characters, without @`)
  }
  const search = parse(draft.text)
  if (!search.ok) {
    const { message, fix, start } = search.error
    return refuse('bad-search', `${message.en} (character ${start + 1})`, fix.en)
  }
  if (!sees({ ...circle, who: '' }, { owner: 'somebody', shared: draft.shared }) && draft.shared !== 'nobody') {
    return refuse(
      'bad-shared',
      'You do not belong to those whom you share with',
      'Share with your own role or department',
    )
  }
  return ok({ ...draft, name, columns: [...new Set(draft.columns)] })
}

/** Whether a text names a field that a table can show. */
export function isShown(name: string): name is Field {
  return columnNamed(name) !== undefined || searchFields.some((field) => field.name === name)
}

function refuse(code: string, message: string, fix: string): Result<never, TocsinError> {
  return err(new TocsinError(code, message, { fix }))
}
