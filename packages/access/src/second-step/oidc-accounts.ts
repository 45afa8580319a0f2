import { type Clock, ok } from '@tocsin/kit'
import { breakGlassName } from '../account.ts'
import { accountName } from '../account-name.ts'
import type { OidcAccounts } from '../oidc/oidc.ts'
import type { GroupMapping } from '../oidc/provider.ts'
import { refuse } from '../refusal.ts'
import type { AccessRepository, AccountRow } from '../repository.ts'
import { departmentsColumn, isHouseRole, isRole } from '../role.ts'
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
        departments: departmentsMapped(mapped),
        disabled_at: null,
        armed: null,
        expires_at: null,
        founder: null,
        created_at: clock.now(),
      }
      const kept = named.value.key === breakGlassName || (await repository.formerly(named.value.key)) !== undefined
      if (!kept && (await repository.addAccount(account))) return ok(account)
      // Never joined by name: whoever may choose names at the provider would choose whom to be here.
      return refuse(
        'account-exists',
        `There is an account ${named.value.name} here already`,
        'If it is yours, sign in with its passphrase and link the provider under My account',
      )
    },
    follow: async (account, mapped) => {
      const standing = { role: mapped.role, departments: departmentsMapped(mapped) }
      if (account.role === standing.role && account.departments === standing.departments) return account
      // The last administrator stays one whatever the provider says: nobody else could undo it.
      if (!(await repository.setStanding(account.id, standing))) return account
      changed()
      return { ...account, ...standing }
    },
  }
}

/** As a column holds them: a role over the whole house has all, and `*` says all of the others. */
function departmentsMapped({ role, departments }: GroupMapping): string | null {
  const all = departments.includes('*') || (isRole(role) && isHouseRole(role))
  return departmentsColumn(all ? 'all' : departments)
}
