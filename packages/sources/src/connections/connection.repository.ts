import { isVisible, type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import { type Connection, connectionShape } from './connection.ts'
import type { ConnectionTable, ConnectionTables, PositionTable } from './tables.ts'

const sql = sqlBuilder<ConnectionTables>()

/** Connections of the registry, at most. */
export const mostConnections = 500
/** Positions of one connection, at most: a followed folder of so many files. */
export const mostPositions = 20_000

export interface KeptConnection {
  readonly id: string
  readonly connection: Connection
  readonly paused: boolean
  readonly createdAt: number
  readonly createdBy: string
}

/** The connections whose source a scope lets through, oldest first. One that a later version wrote in another shape is left out. */
export async function connectionsOf(store: StateStore, scope: Scope): Promise<readonly KeptConnection[]> {
  const compiled = sql.selectFrom('connection').selectAll().orderBy('created_at').orderBy('id').limit(mostConnections)
  const rows = await store.run<ConnectionTable>(compiled.compile())
  return rows.flatMap((row) => {
    const connection = connectionShape.safeParse(JSON.parse(row.settings))
    if (!connection.success || !isVisible(scope, [connection.data.source])) return []
    const { id, paused, created_at, created_by } = row
    return [
      {
        id,
        connection: connection.data,
        paused: Number(paused) === 1,
        createdAt: Number(created_at),
        createdBy: created_by,
      },
    ]
  })
}

export async function keepConnection(store: StateStore, kept: KeptConnection): Promise<void> {
  const values = { settings: JSON.stringify(kept.connection), paused: kept.paused ? 1 : 0 }
  const compiled = sql
    .insertInto('connection')
    .values({ id: kept.id, ...values, created_at: kept.createdAt, created_by: kept.createdBy })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .compile()
  await store.transact([compiled])
}

/** Takes it away with all that it knew of where it stood. */
export async function dropConnection(store: StateStore, id: string): Promise<void> {
  await store.transact([
    sql.deleteFrom('connection').where('id', '=', id).compile(),
    sql.deleteFrom('connection_position').where('connection', '=', id).compile(),
  ])
}

/** Lets it begin anew. */
export async function dropPositions(store: StateStore, id: string): Promise<void> {
  await store.transact([sql.deleteFrom('connection_position').where('connection', '=', id).compile()])
}

/** Where a connection stands, by place. */
export async function positionsOf(store: StateStore, connection: string): Promise<ReadonlyMap<string, string>> {
  const compiled = sql
    .selectFrom('connection_position')
    .select(['place', 'position'])
    .where('connection', '=', connection)
    .orderBy('changed_at', 'desc')
    .limit(mostPositions)
    .compile()
  const rows = await store.run<Pick<PositionTable, 'place' | 'position'>>(compiled)
  return new Map(rows.map(({ place, position }) => [place, position]))
}

/** Moves positions, in one transaction; one that is `undefined` is forgotten. */
export async function keepPositions(
  store: StateStore,
  connection: string,
  positions: ReadonlyMap<string, string | undefined>,
  at: number,
): Promise<void> {
  const statements = [...positions].map(([place, position]): Statement => {
    if (position === undefined) {
      return sql
        .deleteFrom('connection_position')
        .where('connection', '=', connection)
        .where('place', '=', place)
        .compile()
    }
    const values = { position, changed_at: at }
    return sql
      .insertInto('connection_position')
      .values({ connection, place, ...values })
      .onConflict((conflict) => conflict.columns(['connection', 'place']).doUpdateSet(values))
      .compile()
  })
  if (statements.length > 0) await store.transact(statements)
}
