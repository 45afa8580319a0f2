import { type Migration, type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { Opening } from './opening.ts'

/** That a zone was opened to what Tocsin sends. Times are milliseconds since the epoch. */
interface OpeningTable {
  readonly id: string
  readonly zone: string
  /** `all`, or the kind of one order. */
  readonly order_kind: string
  readonly order_id: string
  readonly who: string
  readonly at: number
  readonly until: number
  readonly reason: string
  readonly ended_at: number | null
  readonly ended_by: string | null
}

const sql = sqlBuilder<{ readonly zone_opening: OpeningTable }>()

export const openingMigrations: readonly Migration[] = [
  {
    owner: 'sends',
    id: '0003-openings',
    up: [
      `create table zone_opening (
        id text primary key not null,
        zone text not null,
        order_kind text not null,
        order_id text not null,
        who text not null,
        at double precision not null,
        until double precision not null,
        reason text not null,
        ended_at double precision,
        ended_by text
      )`,
    ],
  },
]

/** Those that nobody ended, whether or not their time is up; who sees which is decided over their zones. */
export async function standingOpenings(store: StateStore, _scope: Scope): Promise<readonly Opening[]> {
  const rows = await store.run<OpeningTable>(
    sql.selectFrom('zone_opening').selectAll().where('ended_at', 'is', null).orderBy('at').compile(),
  )
  return rows.map(({ id, zone, order_kind, order_id, who, at, until, reason }) => ({
    ...{ id, zone, who, at: Number(at), until: Number(until), reason },
    covers: order_kind === 'all' ? 'all' : coverOf(order_kind, order_id),
  }))
}

export function addOpening({ id, zone, covers, who, at, until, reason }: Opening): Statement {
  const order = covers === 'all' ? { kind: 'all', id: '' } : covers
  return sql
    .insertInto('zone_opening')
    .values({
      ...{ id, zone, order_kind: order.kind, order_id: order.id, who, at, until, reason },
      ...{ ended_at: null, ended_by: null },
    })
    .compile()
}

export function endOpenings(ids: readonly string[], who: string, at: number): readonly Statement[] {
  return ids.map((id) =>
    sql.updateTable('zone_opening').set({ ended_at: at, ended_by: who }).where('id', '=', id).compile(),
  )
}

function coverOf(kind: string, id: string): Exclude<Opening['covers'], 'all'> {
  return { kind: kind === 'connection' || kind === 'target' ? kind : 'setting', id }
}
