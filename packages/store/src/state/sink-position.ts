import type { Migration } from '../migration.ts'
import type { Statement, StateStore } from '../ports.ts'
import { emptyPosition, type Position } from '../position.ts'
import { sqlBuilder } from './sql-builder.ts'

/** Where each sink in the state store stands. A sink writes its position in the transaction that writes its data. */
export const positionTable: Migration = {
  owner: 'store',
  id: '0001-sink-position',
  up: [
    'create table sink_position (sink text not null, "partition" integer not null, next integer not null, primary key (sink, "partition"))',
  ],
}

interface Tables {
  readonly sink_position: { readonly sink: string; readonly partition: number; readonly next: number }
}

const sql = sqlBuilder<Tables>()

/** Moves a sink forward, never back; to be run in one `transact` with the data that the position covers. */
export function advancePosition(sink: string, next: Position): Statement[] {
  const rows = [...next.entries()]
    .filter(([, offset]) => offset > 0)
    .map(([partition, offset]) => ({ sink, partition, next: offset }))
  if (rows.length === 0) return []
  const upsert = sql
    .insertInto('sink_position')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['sink', 'partition'])
        .doUpdateSet((row) => ({ next: row.ref('excluded.next') }))
        .whereRef('excluded.next', '>', 'sink_position.next'),
    )
    .compile()
  return [{ sql: upsert.sql, parameters: upsert.parameters }]
}

/** Where a sink stands: at the beginning where it has never written. */
export async function readPosition(store: StateStore, sink: string): Promise<Position> {
  const rows = await store.run<{ partition: number; next: number }>(
    sql.selectFrom('sink_position').select(['partition', 'next']).where('sink', '=', sink).compile(),
  )
  const position = [...emptyPosition()]
  for (const { partition, next } of rows) position[partition] = next
  return position
}
