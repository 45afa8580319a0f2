import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { SignInTables } from '../second-step/tables.ts'

export type PasskeyRow = SignInTables['passkey']
export type PasskeyRepository = ReturnType<typeof passkeyRepository>

/** SQL of passkeys. What names an account is called by its owner; what names a credential, before anybody is known. */
export function passkeyRepository(state: StateStore) {
  const db = sqlBuilder<SignInTables>()
  const some = async (rows: Promise<unknown[]>) => (await rows).length > 0
  return {
    passkeys: (account: string) =>
      state.run<PasskeyRow>(
        db.selectFrom('passkey').selectAll().where('account', '=', account).orderBy('created_at').limit(100).compile(),
      ),

    byCredential: async (credential: string) =>
      (
        await state.run<PasskeyRow>(db.selectFrom('passkey').selectAll().where('credential', '=', credential).compile())
      )[0],

    /** False where this credential is here already. */
    addPasskey: (row: PasskeyRow) =>
      some(
        state.run(
          db
            .insertInto('passkey')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .returning('id')
            .compile(),
        ),
      ),

    /**
     * Moves the counter on, in one statement with its check: true for one of two that show the same counter. A counter
     * that stays at zero is an authenticator that counts not (WebAuthn Level 3 §7.2, step 22).
     */
    countUse: (id: string, counter: number, now: number) =>
      some(
        state.run(
          db
            .updateTable('passkey')
            .set({ counter, used_at: now })
            .where('id', '=', id)
            .where('copied_at', 'is', null)
            .where((of) => (counter === 0 ? of('counter', '=', 0) : of('counter', '<', counter)))
            .returning('id')
            .compile(),
        ),
      ),

    markCopied: (id: string, now: number) =>
      state.transact([db.updateTable('passkey').set({ copied_at: now }).where('id', '=', id).compile()]),

    rename: (account: string, id: string, name: string) =>
      some(
        state.run(
          db
            .updateTable('passkey')
            .set({ name })
            .where('account', '=', account)
            .where('id', '=', id)
            .returning('id')
            .compile(),
        ),
      ),

    removePasskey: (account: string, id: string) =>
      some(
        state.run(
          db.deleteFrom('passkey').where('account', '=', account).where('id', '=', id).returning('id').compile(),
        ),
      ),

    removeAllOf: (account: string) =>
      state.transact([db.deleteFrom('passkey').where('account', '=', account).compile()]),
  }
}
