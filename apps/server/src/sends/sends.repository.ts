import { type Migration, type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import { openingMigrations } from './gate/openings.repository.ts'

/** What was sent where by which order, as counts. Times are milliseconds since the epoch. */
export interface SentTable {
  readonly key: string
  readonly kind: string
  readonly order_kind: string
  readonly order_id: string
  readonly host: string
  readonly address: string
  readonly port: number
  readonly first: number
  readonly last: number
  readonly count: number
}

/** What was not sent, since a zone is closed to it. */
export interface RefusedTable extends Omit<SentTable, 'kind'> {
  readonly zone: string
}

const sql = sqlBuilder<{ readonly sent_out: SentTable; readonly send_refused: RefusedTable }>()

export const sendsMigrations: readonly Migration[] = [
  {
    owner: 'sends',
    id: '0001-sent',
    up: [
      `create table sent_out (
        key text primary key not null,
        kind text not null,
        order_kind text not null,
        order_id text not null,
        host text not null,
        address text not null,
        port integer not null,
        first double precision not null,
        last double precision not null,
        count bigint not null
      )`,
    ],
  },
  {
    owner: 'sends',
    id: '0002-refused',
    up: [
      `create table send_refused (
        key text primary key not null,
        zone text not null,
        order_kind text not null,
        order_id text not null,
        host text not null,
        address text not null,
        port integer not null,
        first double precision not null,
        last double precision not null,
        count bigint not null
      )`,
    ],
  },
  ...openingMigrations,
]

/** Rows that are kept: past them the oldest go. */
export const mostSent = 5000

/* Who sees which of them is decided over the zones of their targets, where the city is known. */
export function sentRows(store: StateStore, _scope: Scope): Promise<SentTable[]> {
  return store.run<SentTable>(sql.selectFrom('sent_out').selectAll().orderBy('last', 'desc').limit(mostSent).compile())
}

export function countSent(rows: readonly SentTable[]): readonly Statement[] {
  return rows.map((row) =>
    sql
      .insertInto('sent_out')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((of) => ({
          last: of.ref('excluded.last'),
          count: of('sent_out.count', '+', of.ref('excluded.count')),
        })),
      )
      .compile(),
  )
}

/** What was not sent, the newest first. */
export function refusedRows(store: StateStore, _scope: Scope): Promise<RefusedTable[]> {
  return store.run<RefusedTable>(
    sql.selectFrom('send_refused').selectAll().orderBy('last', 'desc').limit(mostSent).compile(),
  )
}

export function countRefused(rows: readonly RefusedTable[]): readonly Statement[] {
  return rows.map((row) =>
    sql
      .insertInto('send_refused')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((of) => ({
          last: of.ref('excluded.last'),
          count: of('send_refused.count', '+', of.ref('excluded.count')),
        })),
      )
      .compile(),
  )
}

/** Forgets what was last sent, or refused, before a moment, and the oldest beyond `mostSent` rows of each. */
export function forgetSent(before: number): readonly Statement[] {
  return [
    sql.deleteFrom('sent_out').where('last', '<', before).compile(),
    sql.deleteFrom('send_refused').where('last', '<', before).compile(),
    sql
      .deleteFrom('sent_out')
      .where('key', 'not in', (of) => of.selectFrom('sent_out').select('key').orderBy('last', 'desc').limit(mostSent))
      .compile(),
    sql
      .deleteFrom('send_refused')
      .where('key', 'not in', (of) =>
        of.selectFrom('send_refused').select('key').orderBy('last', 'desc').limit(mostSent),
      )
      .compile(),
  ]
}
