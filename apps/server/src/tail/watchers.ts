import { type PlaceOf, type QueryRow, type RowTest, rowTest, type Scope, storedRow, type Where } from '@tocsin/store'
import type { StoredRows } from './stored-rows.ts'

/** What one viewer gets of a hand-over. */
export interface Arrived {
  readonly viewer: number
  readonly events: readonly QueryRow[]
  /** Events that may have answered and are not among them. */
  readonly dropped: number
}

export interface WatcherLimits {
  /** Events that one viewer gets of one hand-over, of which there are about two a second. */
  readonly events: number
  /** Milliseconds for holding one hand-over against every viewer's condition. */
  readonly millis: number
}

export const watcherLimits: WatcherLimits = { events: 500, millis: 250 }

/** Everybody who watches events arrive, each with a condition and a scope. */
export interface Watchers {
  /** @throws TocsinError `bad-query` */
  add(viewer: number, where: Where | undefined, scope: Scope): void
  remove(viewer: number): void
  /** Holds what was stored against each viewer's condition. Bounded in events and in time; what is left out is counted. */
  take(stored: StoredRows): readonly Arrived[]
}

interface Watcher {
  readonly viewer: number
  readonly test: RowTest
  readonly sees: (row: QueryRow) => boolean
}

/**
 * @param now milliseconds, for the bound on time alone
 * @param places looks addresses up, where a condition asks for places
 */
export function watchers(
  now: () => number,
  limits: WatcherLimits = watcherLimits,
  places?: (where: Where) => PlaceOf | undefined,
): Watchers {
  const all = new Map<number, Watcher>()
  return {
    add: (viewer, where, scope) => {
      all.set(viewer, {
        viewer,
        test: where === undefined ? () => true : rowTest(where, places?.(where)),
        sees: seenBy(scope),
      })
    },
    remove: (viewer) => {
      all.delete(viewer)
    },
    take: ({ rows, left }) => {
      const arrived = [...all.values()].map(({ viewer, test, sees }) => ({
        viewer,
        test,
        sees,
        events: [] as QueryRow[],
        dropped: left,
      }))
      if (arrived.length === 0) return []
      const until = now() + limits.millis
      const lines = new TextDecoder().decode(rows).split('\n')
      for (const [index, line] of lines.entries()) {
        if (line === '') continue
        if (index % 64 === 63 && now() > until) {
          const rest = lines.slice(index).filter((one) => one !== '').length
          for (const one of arrived) one.dropped += rest
          break
        }
        const row = storedRow(line)
        if (row === undefined) continue
        for (const one of arrived) {
          if (!one.sees(row) || !one.test(row)) continue
          if (one.events.length < limits.events) one.events.push(row)
          else one.dropped++
        }
      }
      return arrived.flatMap(({ viewer, events, dropped }) =>
        events.length > 0 || dropped > 0 ? [{ viewer, events, dropped }] : [],
      )
    },
  }
}

function seenBy(scope: Scope): (row: QueryRow) => boolean {
  const named: { readonly kind: string; readonly sources?: readonly string[] } = scope
  if (named.kind === 'all') return () => true
  const sources = new Set<unknown>(named.sources)
  return (row) => sources.has(row['source'])
}
