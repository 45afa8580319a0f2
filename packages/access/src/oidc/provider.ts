import { ok, type Result } from '@tocsin/kit'
import { type Refusal, refuse } from '../refusal.ts'
import { isSafeAddress } from './bounded-fetch.ts'

/** What a group at the provider means here. */
export interface GroupMapping {
  readonly group: string
  readonly role: string
  /** Names of departments; `*` is all of them. Roles over the whole house (dpo, administrator) have all in any case. */
  readonly departments: readonly string[]
}

/** The identity provider of the house (OpenID Connect Core 1.0); its client secret lies in the sealed store. */
export interface OidcProvider {
  /** As people know it: `Sign in with <name>`. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** The claim that lists groups. */
  readonly groupsClaim: string
  /** The first that fits decides. Empty: whoever is linked comes in, and nobody is made. */
  readonly groups: readonly GroupMapping[]
  /** Makes accounts for people whose group is mapped; else an account is linked by its owner. */
  readonly autoCreate: boolean
}

/** Checks what an administrator enters. */
export function checkProvider(given: OidcProvider, roles: readonly string[]): Result<OidcProvider, Refusal> {
  const bad = (message: string, fix: string) => refuse('bad-provider', message, fix)
  const name = given.name.normalize('NFC').trim()
  const issuer = given.issuer.trim()
  if (name === '' || name.length > 64 || /\p{C}/u.test(name)) {
    return bad('The provider needs a name of 1 to 64 printable characters', 'Take the name that people know it by')
  }
  if (!isSafeAddress(issuer) || issuer.length > 512 || /[?#]/.test(issuer)) {
    return bad(
      'The issuer must be an https address',
      'Copy the issuer from the provider; http is taken on this machine only',
    )
  }
  if (given.clientId.trim() === '' || given.clientId.length > 256) {
    return bad('The client id is missing', 'Register Tocsin at the provider, and copy the client id')
  }
  for (const { group, role } of given.groups) {
    if (group.trim() === '') return bad('A group has no name', 'Name it as the provider does')
    if (!roles.includes(role)) return bad(`There is no role ${role}`, `Take one of ${roles.join(', ')}`)
  }
  if (given.autoCreate && given.groups.length === 0) {
    return bad('Accounts would be made for everybody at the provider', 'Map at least one group to a role')
  }
  return ok({
    ...given,
    name,
    issuer,
    clientId: given.clientId.trim(),
    groupsClaim: given.groupsClaim.trim() || 'groups',
  })
}

/** What somebody's groups give here: the first mapping that fits. */
export function mappedBy(provider: OidcProvider, groups: readonly string[]): GroupMapping | undefined {
  return provider.groups.find(({ group }) => groups.includes(group))
}
