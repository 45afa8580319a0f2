import type { Incident } from '@tocsin/event'
import { everything, type StateStore } from '@tocsin/store'
import { sequences, upsertSequence } from './grouping.repository.ts'
import { namedBy } from './named.ts'
import { readJson, sql, statement } from './statement.repository.ts'

/** Incidents read at once. */
const page = 500

/** Writes beside incidents what they are found by, where they were written before that was kept: once, at a start. */
export async function nameIncidents(store: StateStore): Promise<void> {
  if ((await sequences(store, everything)).has('named')) return
  for (let after = -1; ; ) {
    const rows = await store.run<{ n: number; id: string; body: string }>(
      sql.selectFrom('incident').select(['n', 'id', 'body']).where('n', '>', after).orderBy('n').limit(page).compile(),
    )
    const last = rows.at(-1)
    if (last === undefined) break
    after = Number(last.n)
    await store.transact(
      rows.map(({ id, body }) =>
        statement(
          sql
            .updateTable('incident')
            .set({ named: namedBy(readJson<Incident>(body)) })
            .where('id', '=', id),
        ),
      ),
    )
  }
  await store.transact([upsertSequence('named', 1)])
}
