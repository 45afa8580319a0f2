import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { SealedTables } from './tables.ts'

export type SealedRow = SealedTables['sealed_secret']

/** All SQL of the sealed store. It is Tocsin's own: no person lists or reads it, so it takes no scope. */
export function sealedRepository(state: StateStore) {
  const db = sqlBuilder<SealedTables>()
  return {
    row: async (name: string): Promise<SealedRow | undefined> =>
      (await state.run<SealedRow>(db.selectFrom('sealed_secret').selectAll().where('name', '=', name).compile()))[0],

    all: () => state.run<SealedRow>(db.selectFrom('sealed_secret').selectAll().orderBy('name').compile()),

    names: async (prefix: string): Promise<readonly string[]> =>
      (await state.run<{ name: string }>(db.selectFrom('sealed_secret').select('name').orderBy('name').compile()))
        .map(({ name }) => name)
        .filter((name) => name.startsWith(prefix)),

    put: (row: SealedRow) =>
      state.transact([
        db
          .insertInto('sealed_secret')
          .values(row)
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet({ key_id: row.key_id, sealed: row.sealed, sealed_at: row.sealed_at }),
          )
          .compile(),
      ]),

    /** Leaves what is there: two that make the same secret at once end with one. */
    putIfAbsent: (row: SealedRow) =>
      state.transact([
        db
          .insertInto('sealed_secret')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .compile(),
      ]),

    /** Every row under its new seal, or none. */
    replaceAll: (rows: readonly SealedRow[]) =>
      state.transact(
        rows.map(({ name, ...sealed }) =>
          db.updateTable('sealed_secret').set(sealed).where('name', '=', name).compile(),
        ),
      ),

    forget: (name: string) => state.transact([db.deleteFrom('sealed_secret').where('name', '=', name).compile()]),
  }
}
