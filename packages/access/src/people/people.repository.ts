import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { PeopleTables } from './tables.ts'

export type RevealRow = PeopleTables['people_reveal']
type NameRow = PeopleTables['person_name']

/** All SQL of pseudonyms and reveals. A person sees only what they revealed themselves; names are Tocsin's own table. */
export function peopleRepository(state: StateStore) {
  const db = sqlBuilder<PeopleTables>()
  return {
    names: (limit: number) =>
      state.run<NameRow>(db.selectFrom('person_name').selectAll().orderBy('seen_at', 'desc').limit(limit).compile()),

    addNames: (rows: readonly NameRow[], forgotten: readonly NameRow[]) =>
      state.transact([
        ...forgotten.map(({ pseudonym, sealed }) =>
          db.deleteFrom('person_name').where('pseudonym', '=', pseudonym).where('sealed', '=', sealed).compile(),
        ),
        ...rows.map((row) => db.insertInto('person_name').values(row).compile()),
      ]),

    forgetPseudonym: (pseudonym: string) =>
      state.transact([
        db.deleteFrom('person_name').where('pseudonym', '=', pseudonym).compile(),
        db.deleteFrom('people_reveal').where('pseudonym', '=', pseudonym).compile(),
      ]),

    addReveal: (row: RevealRow, before: number) =>
      state.transact([
        db.deleteFrom('people_reveal').where('until', '<', before).compile(),
        db.insertInto('people_reveal').values(row).compile(),
      ]),

    reveals: (who: string, now: number) =>
      state.run<RevealRow>(
        db
          .selectFrom('people_reveal')
          .selectAll()
          .where('who', '=', who)
          .where('until', '>', now)
          .orderBy('at', 'desc')
          .limit(1000)
          .compile(),
      ),
  }
}
