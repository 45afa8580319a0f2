import { canonicalJson } from '@tocsin/kit'
import type { Field } from '@tocsin/query'
import type { EventStore, Query, Scope } from '@tocsin/store'

/** A value that a field had, and how many events of the last day had it. */
export interface TopValue {
  readonly value: string
  readonly count: number
}

/** Which values fields have: the most frequent ones of the last 24 hours, for completion. */
export interface ValueBook {
  /** The most frequent first, at most `bookLimits.told`; none where the store has no time for it. */
  top(field: Field, begins: string, scope: Scope): Promise<readonly TopValue[]>
}

/** `kept` answers for `fresh` milliseconds; a question costs the store `budget` milliseconds at most. */
export const bookLimits = {
  told: 20,
  read: 200,
  kept: 256,
  fresh: 60_000,
  budget: 1500,
  begins: 200,
  atOnce: 2,
} as const

const day = 86_400_000

/**
 * A book over the event store.
 *
 * Typing asks often: a field's commonest values are read once a minute and scope, and narrowed here; only where they were
 * more than could be read does the store look for those that begin so.
 */
export function valueBook(events: Pick<EventStore, 'query'>, now: () => number): ValueBook {
  const pages = new Map<string, { readonly at: number; readonly values: Promise<readonly TopValue[]> }>()
  let asking = 0

  const page = (field: Field, begins: string, scope: Scope): Promise<readonly TopValue[]> => {
    const key = canonicalJson({ field, begins, scope: { ...scope } })
    const known = pages.get(key)
    if (known !== undefined && now() - known.at < bookLimits.fresh) return known.values
    // Nobody waits for a completion: what cannot be asked now is asked at the next letter
    if (asking >= bookLimits.atOnce) return Promise.resolve([])
    asking++
    const values = events
      .query(questionOf(field, begins, now()), scope, { budget: bookLimits.budget })
      .then(({ rows }) => rows.flatMap(({ key0, measure0 }) => valueIn(key0, measure0)))
      .catch(() => [])
      .finally(() => {
        asking--
      })
    pages.delete(key)
    pages.set(key, { at: now(), values })
    for (const oldest of pages.keys()) {
      if (pages.size <= bookLimits.kept) break
      pages.delete(oldest)
    }
    return values
  }

  return {
    top: async (field, begins, scope) => {
      const sought = begins.toLowerCase().slice(0, bookLimits.begins)
      const common = await page(field, '', scope)
      const fits = common.filter(({ value }) => value.toLowerCase().startsWith(sought))
      if (sought === '' || common.length < bookLimits.read || fits.length >= 5) return fits.slice(0, bookLimits.told)
      return (await page(field, sought, scope)).slice(0, bookLimits.told)
    },
  }
}

function questionOf(field: Field, begins: string, now: number): Query {
  return {
    from: 'event',
    time: [now - day, now + 300_000],
    timeField: 'received',
    where: begins === '' ? { kind: 'exists', field } : { kind: 'starts', field, text: begins },
    groupBy: [{ kind: 'field', field }],
    measures: [{ kind: 'count' }],
    limit: bookLimits.read,
  }
}

function valueIn(value: unknown, count: unknown): readonly TopValue[] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
  return [{ value: String(value), count: Number(count) }]
}
