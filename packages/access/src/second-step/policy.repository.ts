import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { SignInTables } from './tables.ts'

/** SQL of the roles for which a second factor is required. */
export function policyRepository(state: StateStore) {
  const db = sqlBuilder<SignInTables>()
  return {
    rolesRequired: async () =>
      (
        await state.run<SignInTables['second_factor_required']>(
          db.selectFrom('second_factor_required').selectAll().orderBy('role').limit(100).compile(),
        )
      ).map(({ role }) => role),

    setRolesRequired: (roles: readonly string[]) =>
      state.transact([
        db.deleteFrom('second_factor_required').compile(),
        ...roles.map((role) => db.insertInto('second_factor_required').values({ role }).compile()),
      ]),
  }
}
