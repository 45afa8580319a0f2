import type { Statement, StateStore } from '../ports.ts'
import { sqlBuilder } from '../state/sql-builder.ts'
import type { Hold, HoldCover } from './hold.ts'
import type { KeepingTables } from './tables.ts'

const sql = sqlBuilder<KeepingTables>()
/** Rows in one statement: SQLite takes 32,766 values. */
const mostRows = 5000

/** All holds, the newest first; `active` leaves out those that were ended. */
export async function readHolds(state: StateStore, which: 'active' | 'all' = 'active'): Promise<readonly Hold[]> {
  let query = sql.selectFrom('hold').selectAll().orderBy('n', 'desc')
  if (which === 'active') query = query.where('ended_at', 'is', null)
  const rows = await state.run<KeepingTables['hold']>(query.compile())
  const events = await state.run<KeepingTables['hold_event']>(sql.selectFrom('hold_event').selectAll().compile())
  const byHold = new Map<string, string[]>()
  for (const { hold_id, event_id } of events) {
    const list = byHold.get(hold_id) ?? []
    byHold.set(hold_id, list)
    list.push(event_id)
  }
  return rows.map((row) => holdOf(row, byHold.get(row.id) ?? []))
}

export async function addHold(
  state: StateStore,
  what: { readonly who: string; readonly at: number; readonly reason: string; readonly covers: HoldCover },
): Promise<Hold> {
  const [last] = await state.run<{ n: number | null }>(
    sql
      .selectFrom('hold')
      .select((eb) => eb.fn.max('n').as('n'))
      .compile(),
  )
  const n = Number(last?.n ?? 0) + 1
  const { who, at, reason, covers } = what
  const id = `hold-${n}`
  await state.transact([
    sql
      .insertInto('hold')
      .values({
        id,
        n,
        who,
        at,
        reason,
        sources: JSON.stringify(covers.sources),
        from_time: covers.from,
        until_time: covers.until,
        incident_id: covers.incident,
        ended_by: null,
        ended_at: null,
        end_reason: null,
      })
      .compile(),
    ...eventRows(id, covers.events),
  ])
  return { id, who, at, reason, covers, ended: undefined }
}

/** What an incident's hold covers grows with the incident; nothing leaves it. */
export async function widenHold(state: StateStore, id: string, events: readonly string[]): Promise<void> {
  await state.transact(eventRows(id, events))
}

/** Ends a hold; false where there is none of this id that is active. */
export async function endHold(
  state: StateStore,
  id: string,
  by: { readonly who: string; readonly at: number; readonly reason: string },
): Promise<boolean> {
  const ended = await state.run<{ id: string }>(
    sql
      .updateTable('hold')
      .set({ ended_by: by.who, ended_at: by.at, end_reason: by.reason })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('id')
      .compile(),
  )
  return ended.length > 0
}

function eventRows(hold: string, events: readonly string[]): Statement[] {
  const statements: Statement[] = []
  for (let from = 0; from < events.length; from += mostRows) {
    const values = events.slice(from, from + mostRows).map((event) => ({ hold_id: hold, event_id: event }))
    statements.push(
      sql
        .insertInto('hold_event')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
    )
  }
  return statements
}

function holdOf(row: KeepingTables['hold'], events: readonly string[]): Hold {
  return {
    id: row.id,
    who: row.who,
    at: row.at,
    reason: row.reason,
    covers: {
      sources: JSON.parse(row.sources) as string[],
      from: row.from_time,
      until: row.until_time,
      incident: row.incident_id,
      events,
    },
    ended:
      row.ended_at === null ? undefined : { who: row.ended_by ?? '', at: row.ended_at, reason: row.end_reason ?? '' },
  }
}
