import type { Finding, Incident } from '@tocsin/event'
import { everything, type Statement, type StateStore } from '@tocsin/store'
import { insertSources, sequences, upsertSequence } from './grouping.repository.ts'
import { joinedSources, sourcesOf } from './grouping.ts'
import { readJson, sql, statement } from './statement.repository.ts'

/** Findings read at once. */
const page = 500

/**
 * Names the sources of incidents that were written before sources were kept beside them: once, from the evidence of their
 * findings. What is interrupted begins again at the next start and changes nothing twice.
 */
export async function nameSources(store: StateStore): Promise<void> {
  if ((await sequences(store, everything)).has('sourced')) return
  let after = -1
  for (;;) {
    const rows = await store.run<{ n: number; incident_id: string; body: string }>(
      sql
        .selectFrom('finding')
        .select(['n', 'incident_id', 'body'])
        .where('n', '>', after)
        .orderBy('n')
        .limit(page)
        .compile(),
    )
    const last = rows.at(-1)
    if (last === undefined) break
    after = Number(last.n)
    const statements = rows.flatMap(({ incident_id, body }) => {
      const finding = readJson<Finding>(body)
      return insertSources(finding, sourcesOf(finding), incident_id)
    })
    const incidents = [...new Set(rows.map(({ incident_id }) => incident_id))]
    await store.transact([...statements, ...(await withSources(store, incidents, rows))])
  }
  await store.transact([upsertSequence('sourced', 1)])
}

async function withSources(
  store: StateStore,
  ids: readonly string[],
  rows: readonly { readonly incident_id: string; readonly body: string }[],
): Promise<readonly Statement[]> {
  const kept = await store.run<{ id: string; body: string }>(
    sql.selectFrom('incident').select(['id', 'body']).where('id', 'in', ids).compile(),
  )
  return kept.map(({ id, body }) => {
    const incident = readJson<Omit<Incident, 'sources'> & Partial<Pick<Incident, 'sources'>>>(body)
    const found = rows.filter(({ incident_id }) => incident_id === id).map((row) => readJson<Finding>(row.body))
    const sources = found.reduce((was, finding) => joinedSources(was, sourcesOf(finding)), incident.sources ?? [])
    return statement(
      sql
        .updateTable('incident')
        .set({ body: JSON.stringify({ ...incident, sources }) })
        .where('id', '=', id),
    )
  })
}
