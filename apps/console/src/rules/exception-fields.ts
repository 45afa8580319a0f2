import type { Finding, Scalar } from '@tocsin/event'
import { isPseudonym } from '../people/pseudonym.ts'

/** A field that a finding offers for an exception, and why it cannot be taken as it is. */
export interface Offered {
  readonly field: string
  readonly value: string | number | boolean
  readonly why?: 'veiled' | 'cutShort' | 'words'
}

const most = 10

/**
 * What matched in a finding's events and is the same in all of them, one entry a field.
 *
 * @param held names that are revealed here, by their pseudonyms
 */
export function offeredBy(
  { evidence }: Pick<Finding, 'evidence'>,
  held: ReadonlyMap<string, { readonly names: readonly string[] }>,
): readonly Offered[] {
  const values = new Map<string, Set<Scalar>>()
  for (const { matched } of evidence) {
    for (const { field, value } of matched) values.set(field, (values.get(field) ?? new Set()).add(value))
  }
  return [...values]
    .flatMap(([field, found]): Offered[] => {
      const [value] = found
      if (found.size !== 1 || value === null || value === undefined || value === '') return []
      return [offered(field, value, held)]
    })
    .slice(0, most)
}

function offered(
  field: string,
  value: string | number | boolean,
  held: ReadonlyMap<string, { readonly names: readonly string[] }>,
): Offered {
  if (field === '') return { field, value, why: 'words' }
  if (typeof value !== 'string') return { field, value }
  if (isPseudonym(value)) {
    const name = held.get(value)?.names[0]
    return name === undefined ? { field, value, why: 'veiled' } : { field, value: name }
  }
  // An excerpt stands between ellipses: no event holds it.
  return value.startsWith('…') || value.endsWith('…') ? { field, value, why: 'cutShort' } : { field, value }
}

/** What somebody typed, as the exception takes it: empty lines are left out. */
export function pairsOf(rows: readonly { readonly field: string; readonly value: string | number | boolean }[]) {
  const full = rows.filter(({ field, value }) => field.trim() !== '' && String(value).trim() !== '')
  return Object.fromEntries(full.map(({ field, value }) => [field.trim(), value]))
}
