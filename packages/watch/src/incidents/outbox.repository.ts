import type { IncidentId } from '@tocsin/kit'
import type { Scope, Statement, StateStore } from '@tocsin/store'
import { sql, statement, wholeHouse } from './statement.repository.ts'

export interface OutboxEntry {
  /** Grows; a consumer keeps the last one that it has done. */
  readonly n: number
  readonly id: string
  readonly kind: 'incident-opened' | 'incident-grew'
  readonly incident: IncidentId
  /** Stream time, in milliseconds since the epoch. */
  readonly at: number
}

/** What is to be done about incidents, after the entry `n`, in the order in which it was written. */
export async function outboxAfter(
  store: StateStore,
  scope: Scope,
  n: number,
  limit: number,
): Promise<readonly OutboxEntry[]> {
  wholeHouse(scope)
  const compiled = sql.selectFrom('outbox').selectAll().where('n', '>', n).orderBy('n').limit(limit).compile()
  const rows = await store.run<{ n: number; id: string; kind: string; incident_id: string; at: number }>(compiled)
  return rows.map((row) => ({
    n: row.n,
    id: row.id,
    kind: row.kind === 'incident-grew' ? 'incident-grew' : 'incident-opened',
    incident: row.incident_id as IncidentId,
    at: row.at,
  }))
}

export function insertOutbox({ n, id, kind, incident, at }: OutboxEntry): Statement {
  return statement(
    sql
      .insertInto('outbox')
      .values({ n, id, kind, incident_id: incident, at })
      .onConflict((conflict) => conflict.column('id').doNothing()),
  )
}
