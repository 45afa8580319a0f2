import { ok, type Result } from '@tocsin/kit'
import { printMeasure } from './print.ts'
import { refuse, type SearchProblem } from './problem.ts'
import type { Field, GroupKey, Measure, Query, QueryRow } from './query.ts'
import type { Search } from './search.ts'

/** What a page or command knows beside the text. */
export interface Asked {
  /** [from, to) in milliseconds since the epoch; `around` in the text takes its place. */
  readonly time: readonly [from: number, to: number]
  readonly timeField: Query['timeField']
  /** Single events in one answer. */
  readonly limit: number
  readonly after?: NonNullable<Query['after']>
  /** Finds the time of an event in milliseconds since the epoch, for `around`. */
  readonly timeOf?: (event: string) => number | undefined
}

/** Groups in one answer where the text does not say; the store gives at most 10,000 rows. */
const groupLimits = { fields: 1000, times: 10_000 } as const

/** The store's question for a search. Refused only where `around` names an event that `timeOf` does not know. */
export function toQuery(search: Search, asked: Asked): Result<Query, SearchProblem> {
  const time = timeRange(search, asked)
  if (!time.ok) return time
  const base = {
    from: 'event',
    time: time.value,
    timeField: asked.timeField,
    ...(search.where === undefined ? {} : { where: search.where }),
  } as const
  if (!isGrouped(search)) {
    return ok({ ...base, ...(asked.after === undefined ? {} : { after: asked.after }), limit: asked.limit })
  }
  const { by, over, measures, top } = search
  const groupBy: GroupKey[] = by.map((field) => ({ kind: 'field', field }))
  if (over !== undefined) groupBy.push({ kind: 'bucket', seconds: over.seconds ?? bucketOf(time.value) })
  return ok({
    ...base,
    ...(groupBy.length === 0 ? {} : { groupBy }),
    measures,
    limit: top ?? (over === undefined ? groupLimits.fields : groupLimits.times),
  })
}

/** Whether the answer is groups and not single events. */
export function isGrouped({ measures }: Search): boolean {
  return measures.length > 0
}

/** A column of a grouped answer: the row's cell, and what it holds. */
export type GroupColumn =
  | { readonly kind: 'field'; readonly cell: string; readonly says: Field }
  /** Milliseconds since the epoch at which a bucket of time begins. */
  | { readonly kind: 'time'; readonly cell: string; readonly says: 'time' }
  | { readonly kind: 'measure'; readonly cell: string; readonly says: string; readonly measure: Measure }

/** The columns of the answer to a grouped search, in order. */
export function groupColumns({ by, over, measures }: Search): readonly GroupColumn[] {
  return [
    ...by.map((field, i) => ({ kind: 'field', cell: `key${i}`, says: field }) as const),
    ...(over === undefined ? [] : [{ kind: 'time', cell: `key${by.length}`, says: 'time' } as const]),
    ...measures.map(
      (measure, i) => ({ kind: 'measure', cell: `measure${i}`, says: printMeasure(measure), measure }) as const,
    ),
  ]
}

/** The rows of a grouped answer as people read them: in the order of time where they are over time, else as they come. */
export function groupsInOrder({ by, over }: Search, rows: readonly QueryRow[]): readonly QueryRow[] {
  if (over === undefined) return rows
  const cell = `key${by.length}`
  return [...rows].sort((a, b) => Number(a[cell]) - Number(b[cell]))
}

const widths = [1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400]

/** A round width in seconds that cuts a range into about a hundred buckets, a day at most. */
export function bucketOf([from, to]: readonly [number, number]): number {
  return widths.find((seconds) => (to - from) / 1000 / seconds <= 120) ?? 86_400
}

function timeRange({ around }: Search, { time, timeOf }: Asked): Result<readonly [number, number], SearchProblem> {
  if (around === undefined) return ok(time)
  const middle = around.kind === 'moment' ? around.time : timeOf?.(around.event)
  if (middle !== undefined) return ok([middle - around.seconds * 1000, middle + around.seconds * 1000])
  return refuse(
    'bad-around',
    [0, 'around'.length],
    ['No such event is kept', 'Aucun événement de ce numéro n’est gardé'],
    [
      'Check its id, or give the moment: around 2026-11-22T03:14:00Z 5m',
      'Vérifiez son numéro, ou donnez l’instant : around 2026-11-22T03:14:00Z 5m',
    ],
  )
}
