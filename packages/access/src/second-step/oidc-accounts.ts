import { type Clock, ok } from '@tocsin/kit'
import { accountName } from '../account-name.ts'
import type { OidcAccounts } from '../oidc/oidc.ts'
import { refuse } from '../refusal.ts'
import type { AccessRepository, AccountRow } from '../repository.ts'
import { type Entropy, newId } from '../secret.ts'

/** Accounts as the identity provider's sign-in makes and changes them. */
export function oidcAccountsOf(
  repository: AccessRepository,
  roles: readonly string[],
  clock: Clock,
  entropy: Entropy,
  changed: () => void,
): OidcAccounts {
  return {
    roles,
    byId: repository.accountById,
    make: async (name, mapped) => {
      const named = accountName(name)
      if (!named.ok) {
        return refuse(
          'bad-name',
          'The provider gives no name that can be used here',
          'Ask an administrator for an account',
        )
      }
      const account: AccountRow = {
        id: newId(entropy),
        name: named.value.name,
        name_key: named.value.key,
        passphrase: '',
        role: mapped.role,
        founder: null,
        created_at: clock.now(),
      }
      if (await repository.addAccount(account)) return ok(account)
      // Never joined by name: whoever may choose names at the provider would choose whom to be here.
      return refuse(
        'account-exists',
        `There is an account ${named.value.name} here already`,
        'If it is yours, sign in with its passphrase and link the provider under My account',
      )
    },
    follow: async (account, mapped) => {
      if (account.role === mapped.role) return account
      await repository.setRole(account.id, mapped.role)
      changed()
      return { ...account, role: mapped.role }
    },
  }
}
