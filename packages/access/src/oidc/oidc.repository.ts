import { type StateStore, sqlBuilder } from '@tocsin/store'
import type { SignInTables } from '../second-step/tables.ts'
import type { GroupMapping, OidcProvider } from './provider.ts'

export type OidcIdentityRow = SignInTables['oidc_identity']
export type OidcRepository = ReturnType<typeof oidcRepository>

/** SQL of the provider and of who is known there by which subject. */
export function oidcRepository(state: StateStore) {
  const db = sqlBuilder<SignInTables>()
  return {
    provider: async (): Promise<(OidcProvider & { readonly changedAt: number }) | undefined> => {
      const [row] = await state.run<SignInTables['oidc_provider']>(
        db.selectFrom('oidc_provider').selectAll().where('id', '=', 1).compile(),
      )
      if (row === undefined) return undefined
      return {
        name: row.name,
        issuer: row.issuer,
        clientId: row.client_id,
        groupsClaim: row.groups_claim,
        groups: JSON.parse(row.groups) as GroupMapping[],
        autoCreate: row.auto_create === 1,
        changedAt: row.changed_at,
      }
    },

    setProvider: (provider: OidcProvider | undefined, now: number) =>
      state.transact([
        db.deleteFrom('oidc_provider').compile(),
        ...(provider === undefined
          ? []
          : [
              db
                .insertInto('oidc_provider')
                .values({
                  id: 1,
                  name: provider.name,
                  issuer: provider.issuer,
                  client_id: provider.clientId,
                  groups_claim: provider.groupsClaim,
                  groups: JSON.stringify(provider.groups),
                  auto_create: provider.autoCreate ? 1 : 0,
                  changed_at: now,
                })
                .compile(),
            ]),
      ]),

    identity: async (issuer: string, subject: string) =>
      (
        await state.run<OidcIdentityRow>(
          db
            .selectFrom('oidc_identity')
            .selectAll()
            .where('issuer', '=', issuer)
            .where('subject', '=', subject)
            .compile(),
        )
      )[0],

    identityOf: async (account: string, issuer: string) =>
      (
        await state.run<OidcIdentityRow>(
          db
            .selectFrom('oidc_identity')
            .selectAll()
            .where('account', '=', account)
            .where('issuer', '=', issuer)
            .compile(),
        )
      )[0],

    /** False where the identity, or another one of this account, is linked already. */
    addIdentity: async (row: OidcIdentityRow) =>
      (
        await state.run(
          db
            .insertInto('oidc_identity')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .returning('account')
            .compile(),
        )
      ).length > 0,

    useIdentity: (issuer: string, subject: string, now: number) =>
      state.transact([
        db
          .updateTable('oidc_identity')
          .set({ used_at: now })
          .where('issuer', '=', issuer)
          .where('subject', '=', subject)
          .compile(),
      ]),

    removeIdentity: async (account: string) =>
      (await state.run(db.deleteFrom('oidc_identity').where('account', '=', account).returning('account').compile()))
        .length > 0,
  }
}
