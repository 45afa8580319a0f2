import { type Scope, type Statement, type StateStore, sqlBuilder, statementOf } from '@tocsin/store'
import { overAt, type WorkOrder } from './order.ts'
import type { OrderTable, OrderTables } from './tables.ts'

/*
 * Whose orders somebody sees is decided over the city (`visible.ts`), since it depends on who owns their things.
 */
const sql = sqlBuilder<OrderTables>()

/** Orders that are over after a time, and so stand or are to come; the one that is over last first. */
export async function ordersAfter(store: StateStore, _scope: Scope, after: number): Promise<readonly WorkOrder[]> {
  const compiled = sql
    .selectFrom('work_order')
    .selectAll()
    .where('over_at', '>', after)
    .orderBy('over_at', 'desc')
    .orderBy('n', 'desc')
    .limit(5000)
    .compile()
  return (await store.run<OrderTable>(compiled)).map(orderOf)
}

/** Orders that were over before a time, the newest first. */
export async function ordersBefore(
  store: StateStore,
  _scope: Scope,
  before: number,
  limit: number,
): Promise<readonly WorkOrder[]> {
  const compiled = sql
    .selectFrom('work_order')
    .selectAll()
    .where('over_at', '<=', before)
    .orderBy('over_at', 'desc')
    .orderBy('n', 'desc')
    .limit(limit)
    .compile()
  return (await store.run<OrderTable>(compiled)).map(orderOf)
}

export async function orderById(store: StateStore, _scope: Scope, id: string): Promise<WorkOrder | undefined> {
  const compiled = sql.selectFrom('work_order').selectAll().where('id', '=', id).compile()
  const [row] = await store.run<OrderTable>(compiled)
  return row === undefined ? undefined : orderOf(row)
}

/** The next number of an order. */
export async function nextNumber(store: StateStore): Promise<number> {
  const compiled = sql.selectFrom('work_order').select('n').orderBy('n', 'desc').limit(1).compile()
  const [row] = await store.run<{ n: number }>(compiled)
  return Number(row?.n ?? 0) + 1
}

export function insertOrder(n: number, order: WorkOrder): Statement {
  return statementOf(sql.insertInto('work_order').values({ n, id: order.id, ...columnsOf(order) }))
}

export function updateOrder(order: WorkOrder): Statement {
  return statementOf(sql.updateTable('work_order').set(columnsOf(order)).where('id', '=', order.id))
}

function columnsOf(order: WorkOrder): Omit<OrderTable, 'n' | 'id'> {
  return { name: order.name, from_at: order.from, over_at: overAt(order), body: JSON.stringify(order) }
}

/** Only what this file wrote comes through here. */
function orderOf({ body }: OrderTable): WorkOrder {
  return JSON.parse(body) as WorkOrder
}
