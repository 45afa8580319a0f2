import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { SignInTables } from '../second-step/tables.ts'

export type TotpRepository = ReturnType<typeof totpRepository>

/** SQL of codes. All of it is about one account, whose owner proved who they are. */
export function totpRepository(state: StateStore) {
  const db = sqlBuilder<SignInTables>()
  return {
    totp: async (account: string) =>
      (
        await state.run<SignInTables['totp']>(
          db.selectFrom('totp').selectAll().where('account', '=', account).compile(),
        )
      )[0],

    /** Replaces what was there: a new secret starts with its own spent steps. */
    setTotp: (row: SignInTables['totp']) =>
      state.transact([
        db.deleteFrom('totp').where('account', '=', row.account).compile(),
        db.insertInto('totp').values(row).compile(),
      ]),

    /** True for exactly one of any number of callers with the same step, and never again for it or an older one. */
    spendStep: async (account: string, step: number) =>
      (
        await state.run(
          db
            .updateTable('totp')
            .set({ last_step: step })
            .where('account', '=', account)
            .where('last_step', '<', step)
            .returning('account')
            .compile(),
        )
      ).length > 0,

    removeTotp: (account: string) => state.transact([db.deleteFrom('totp').where('account', '=', account).compile()]),

    /** Replaces all codes of an account. */
    setRecoveryCodes: (account: string, hashes: readonly string[], now: number) =>
      state.transact([
        db.deleteFrom('recovery_code').where('account', '=', account).compile(),
        ...hashes.map((hash) => db.insertInto('recovery_code').values({ account, hash, created_at: now }).compile()),
      ]),

    /** True for exactly one of any number of callers: the look and the removal are one statement. */
    spendRecoveryCode: async (account: string, hash: string) =>
      (
        await state.run(
          db
            .deleteFrom('recovery_code')
            .where('account', '=', account)
            .where('hash', '=', hash)
            .returning('hash')
            .compile(),
        )
      ).length > 0,

    countRecoveryCodes: async (account: string) =>
      (
        await state.run(
          db.selectFrom('recovery_code').select('hash').where('account', '=', account).limit(100).compile(),
        )
      ).length,
  }
}
