import { type Scope, type StateStore, sqlBuilder } from '@tocsin/store'
import { sql } from 'kysely'
import type { AccessTables } from './tables.ts'

export type AccountRow = AccessTables['account']
export type SessionRow = AccessTables['session']
export type TokenRow = AccessTables['token']
export type LinkRow = AccessTables['one_time_link']

/** A session with the account that it belongs to. */
export type OpenSession = SessionRow & Pick<AccountRow, 'name' | 'role' | 'departments'>

/**
 * All SQL of access.
 *
 * What proves who asks cannot have a scope yet; what a person then lists or changes takes the scope that was decided.
 */
export type AccessRepository = ReturnType<typeof accessRepository>

export function accessRepository(state: StateStore) {
  const db = sqlBuilder<AccessTables>()
  const first = async <Row>(rows: Promise<Row[]>) => (await rows)[0]

  return {
    anyAccount: async () => (await state.run(db.selectFrom('account').select('id').limit(1).compile())).length > 0,

    accountNamed: (nameKey: string) =>
      first(state.run<AccountRow>(db.selectFrom('account').selectAll().where('name_key', '=', nameKey).compile())),

    accountById: (id: string) =>
      first(state.run<AccountRow>(db.selectFrom('account').selectAll().where('id', '=', id).compile())),

    /** The administrator whom the links of the data folder sign in: of those who can, the first that was made. */
    firstAdministrator: () =>
      first(
        state.run<AccountRow>(
          db
            .selectFrom('account')
            .selectAll()
            .where('role', '=', 'administrator')
            .where('disabled_at', 'is', null)
            .where('passphrase', '<>', '')
            .where('armed', 'is', null)
            .orderBy('founder', 'desc')
            .orderBy('created_at')
            .limit(1)
            .compile(),
        ),
      ),

    /** False where somebody else was first: `founder` is unique. */
    addFounder: async (row: AccountRow) => {
      const added = await state.run(
        db
          .insertInto('account')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .compile(),
      )
      return added.length > 0
    },

    /** False where the name is taken. */
    addAccount: async (row: AccountRow) => {
      const added = await state.run(
        db
          .insertInto('account')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .compile(),
      )
      return added.length > 0
    },

    /**
     * Changes what an account may do, in one statement with the look at the others: false where it is the last
     * administrator who can sign in and would be one no more, or where there is no such account.
     */
    setStanding: async (
      account: string,
      standing: Partial<Pick<AccountRow, 'role' | 'departments' | 'disabled_at'>>,
    ) => {
      const { role = 'administrator', disabled_at: disabled = null } = standing
      let update = db.updateTable('account').set(standing).where('id', '=', account)
      if (role !== 'administrator' || disabled !== null) {
        update = update.where((eb) =>
          eb.or([
            eb('role', '<>', 'administrator'),
            eb('disabled_at', 'is not', null),
            eb('passphrase', '=', ''),
            eb.exists(
              eb
                .selectFrom('account as other')
                .select('other.id')
                .where('other.id', '<>', account)
                .where('other.role', '=', 'administrator')
                .where('other.disabled_at', 'is', null)
                .where('other.passphrase', '<>', '')
                .where('other.armed', 'is', null),
            ),
          ]),
        )
      }
      return (await state.run(update.returning('id').compile())).length > 0
    },

    accounts: (limit: number) =>
      state.run<AccountRow>(db.selectFrom('account').selectAll().orderBy('name_key').limit(limit).compile()),

    /** Who had a name before. */
    formerly: async (nameKey: string) =>
      (
        await first(
          state.run<{ account: string }>(
            db.selectFrom('former_name').select('account').where('name_key', '=', nameKey).compile(),
          ),
        )
      )?.account,

    /** Gives an account another name and keeps the old one from others; false where somebody has the new one. */
    rename: async (row: AccountRow, name: Pick<AccountRow, 'name' | 'name_key'>) => {
      const taken = db
        .selectFrom('account')
        .select('id')
        .where('name_key', '=', name.name_key)
        .where('id', '<>', row.id)
      await state.transact([
        db
          .insertInto('former_name')
          .columns(['name_key', 'account'])
          .expression((eb) =>
            eb
              .selectFrom('account')
              .select(['name_key', 'id'])
              .where('id', '=', row.id)
              .where(({ not, exists }) => not(exists(taken))),
          )
          .onConflict((conflict) => conflict.doNothing())
          .compile(),
        db
          .updateTable('account')
          .set(name)
          .where('id', '=', row.id)
          .where(({ not, exists }) => not(exists(taken)))
          .compile(),
      ])
      return (
        (await first(state.run<AccountRow>(db.selectFrom('account').selectAll().where('id', '=', row.id).compile())))
          ?.name === name.name
      )
    },

    /** Makes the break-glass account ready again. */
    arm: (account: string, ready: Pick<AccountRow, 'passphrase' | 'armed' | 'expires_at' | 'disabled_at'>) =>
      state.transact([db.updateTable('account').set(ready).where('id', '=', account).compile()]),

    /** True for the first of any number of uses: it begins the time after which the account is spent. */
    breakGlass: async (account: string, expires: number) =>
      (
        await state.run(
          db
            .updateTable('account')
            .set({ armed: 0, expires_at: expires })
            .where('id', '=', account)
            .where('armed', '=', 1)
            .returning('id')
            .compile(),
        )
      ).length > 0,

    setPassphrase: (account: string, passphrase: string) =>
      state.transact([db.updateTable('account').set({ passphrase }).where('id', '=', account).compile()]),

    // One-time links

    /** Adds a link and withdraws every other one for the same: only the newest opens. */
    addLink: (row: LinkRow) =>
      state.transact([
        db.deleteFrom('one_time_link').where('account', 'is', row.account).compile(),
        db.insertInto('one_time_link').values(row).compile(),
      ]),

    link: (hash: string, now: number) =>
      first(
        state.run<LinkRow>(
          db
            .selectFrom('one_time_link')
            .selectAll()
            .where('hash', '=', hash)
            .where('used_at', 'is', null)
            .where('expires_at', '>', now)
            .compile(),
        ),
      ),

    /** True for exactly one of any number of callers: the check and the mark are one statement. */
    consumeLink: async (hash: string, now: number) => {
      const used = await state.run(
        db
          .updateTable('one_time_link')
          .set({ used_at: now })
          .where('hash', '=', hash)
          .where('used_at', 'is', null)
          .where('expires_at', '>', now)
          .returning('hash')
          .compile(),
      )
      return used.length > 0
    },

    // Sessions

    /** Adds a session; the one that it replaces and those that have ended go in the same transaction. */
    addSession: (row: SessionRow, replaces: string | undefined, idleBefore: number, createdBefore: number) =>
      state.transact([
        db
          .deleteFrom('session')
          .where((where) => where.or([where('seen_at', '<=', idleBefore), where('created_at', '<=', createdBefore)]))
          .compile(),
        ...(replaces === undefined ? [] : [db.deleteFrom('session').where('hash', '=', replaces).compile()]),
        db.insertInto('session').values(row).compile(),
      ]),

    session: (hash: string, now: number) =>
      first(
        state.run<OpenSession>(
          db
            .selectFrom('session')
            .innerJoin('account', 'account.id', 'session.account')
            .selectAll('session')
            .select(['account.name', 'account.role', 'account.departments'])
            .where('session.hash', '=', hash)
            .where('account.disabled_at', 'is', null)
            .where((eb) => eb.or([eb('account.expires_at', 'is', null), eb('account.expires_at', '>', now)]))
            .compile(),
        ),
      ),

    seeSession: (id: string, now: number) =>
      state.transact([db.updateTable('session').set({ seen_at: now }).where('id', '=', id).compile()]),

    endSession: (id: string) => state.transact([db.deleteFrom('session').where('id', '=', id).compile()]),

    endSessionsOf: (account: string) =>
      state.transact([db.deleteFrom('session').where('account', '=', account).compile()]),

    endOtherSessionsOf: (account: string, keep: string) =>
      state.transact([db.deleteFrom('session').where('account', '=', account).where('id', '<>', keep).compile()]),

    sessions: (_scope: Scope) =>
      state.run<OpenSession>(
        db
          .selectFrom('session')
          .innerJoin('account', 'account.id', 'session.account')
          .selectAll('session')
          .select(['account.name', 'account.role', 'account.departments'])
          .orderBy('session.created_at', 'desc')
          .limit(1000)
          .compile(),
      ),

    endSessionNamed: async (_scope: Scope, id: string) =>
      (await state.run(db.deleteFrom('session').where('id', '=', id).returning('id').compile())).length > 0,

    // Tokens

    token: (id: string) =>
      first(state.run<TokenRow>(db.selectFrom('token').selectAll().where('id', '=', id).compile())),

    seeToken: (id: string, now: number) =>
      state.transact([db.updateTable('token').set({ used_at: now }).where('id', '=', id).compile()]),

    addToken: (_scope: Scope, row: TokenRow) => state.transact([db.insertInto('token').values(row).compile()]),

    tokens: (_scope: Scope) =>
      state.run<TokenRow>(db.selectFrom('token').selectAll().orderBy('created_at', 'desc').limit(1000).compile()),

    /** Tokens that somebody made and that have not ended. */
    tokensOf: (maker: string) =>
      state.run<TokenRow>(
        db.selectFrom('token').selectAll().where('created_by', '=', maker).where('revoked_at', 'is', null).compile(),
      ),

    countTokens: async (_scope: Scope) => {
      const [row] = await state.run<{ n: number | bigint | string }>(
        db
          .selectFrom('token')
          .select((of) => of.fn.countAll().as('n'))
          .compile(),
      )
      return Number(row?.n ?? 0)
    },

    /** Removes tokens that ended before a time: revoked or expired. */
    forgetTokens: (_scope: Scope, before: number) =>
      state.transact([
        db
          .deleteFrom('token')
          .where((where) => where.or([where('revoked_at', '<', before), where('expires_at', '<', before)]))
          .compile(),
      ]),

    /** Revokes a token and all that were made with it, or with those: a stolen token leaves no offspring. */
    revokeToken: async (_scope: Scope, id: string, now: number) => {
      const revoked = await state.run(
        db
          .withRecursive('offspring(id)', (cte) =>
            cte
              .selectFrom('token')
              .select('token.id')
              .where('token.id', '=', id)
              .union(
                cte
                  .selectFrom('token')
                  .innerJoin('offspring', (join) =>
                    join.on('token.created_by', '=', sql<string>`'token:' || offspring.id`),
                  )
                  .select('token.id'),
              ),
          )
          .updateTable('token')
          .set({ revoked_at: now })
          .where('id', 'in', (of) => of.selectFrom('offspring').select('offspring.id'))
          .where('revoked_at', 'is', null)
          .returning('id')
          .compile(),
      )
      return revoked.length
    },
  }
}
