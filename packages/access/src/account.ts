import { type Clock, ok, type Result } from '@tocsin/kit'
import { accountName } from './account-name.ts'
import type { PassphraseHasher } from './passphrase.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { AccessRepository, AccountRow } from './repository.ts'
import { type Departments, departmentsColumn, departmentsOf, isHouseRole, isRole, type Role } from './role.ts'
import { type Entropy, hashSecret, newId, newSecret } from './secret.ts'

/** Milliseconds that an invitation lives; hours that a break-glass account lives from its first use. */
export const accountLimits = { invitation: 24 * 3_600_000, breakGlass: 8 * 3_600_000, count: 2000 } as const

export interface AccountSummary {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly departments: Departments
  /** `invited`: no passphrase was chosen yet. `sealed`, `spent`: the break-glass account before and after its use. */
  readonly state: 'active' | 'invited' | 'disabled' | 'sealed' | 'spent'
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export interface Post {
  readonly role: Role
  readonly departments: Departments
}

/** An account, and the secret of the link that lets its owner choose a passphrase. */
export interface Invited {
  readonly account: AccountSummary
  readonly secret: string
}

export interface Renamed {
  readonly account: AccountSummary
  readonly before: string
}

/** The people of the house, as whoever manages them sees and changes them. */
export interface Accounts {
  list(): Promise<readonly AccountSummary[]>
  invite(name: string, post: Post): Promise<Result<Invited, Refusal>>
  /** A fresh link for somebody who lost theirs, or their passphrase; the old passphrase holds until it is used. */
  link(id: string): Promise<Result<Invited, Refusal>>
  /** Ends sessions and tokens that were begun under the old post. */
  change(id: string, post: Post): Promise<Result<AccountSummary, Refusal>>
  /**
   * Another name. The old one is given to nobody else: the audit and the work on incidents go on to say it. Sessions end,
   * so that what follows is done under the new one.
   */
  rename(id: string, name: string): Promise<Result<Renamed, Refusal>>
  /** Ends every session; passphrase, second factors and tokens stay. */
  signOut(id: string): Promise<Result<AccountSummary, Refusal>>
  disable(id: string): Promise<Result<AccountSummary, Refusal>>
  enable(id: string): Promise<Result<AccountSummary, Refusal>>
  /**
   * Makes or arms again the break-glass account: an administrator whose passphrase lies in an envelope. Its first use is
   * told aloud and begins eight hours after which it is spent.
   */
  armBreakGlass(): Promise<Result<{ readonly name: string; readonly passphrase: string }, Refusal>>
}

export const breakGlassName = 'break-glass'

/** No person can have the name of the account in the envelope. */
export function isBreakGlass(who: { readonly name: string }): boolean {
  return who.name === breakGlassName
}

export function accountsOf(parts: {
  readonly repository: AccessRepository
  readonly hasher: PassphraseHasher
  readonly clock: Clock
  readonly entropy: Entropy
  /** What the account began ends: sessions, tokens, half-done sign-ins. */
  readonly ended: (account: string) => Promise<void>
  /** Its sessions and half-done sign-ins end; its tokens stay. */
  readonly signedOut: (account: string) => Promise<void>
}): Accounts {
  const { repository, hasher, clock, entropy, ended, signedOut } = parts
  const summary = (row: AccountRow) => summaryOf(row, clock.now())

  const issue = async (account: AccountRow): Promise<Invited> => {
    const secret = newSecret(entropy)
    const now = clock.now()
    await repository.addLink({
      hash: hashSecret(secret),
      purpose: 'invitation',
      created_at: now,
      expires_at: now + accountLimits.invitation,
      used_at: null,
      account: account.id,
    })
    return { account: summary(account), secret }
  }

  const stand = async (
    id: string,
    standing: Partial<Pick<AccountRow, 'role' | 'departments' | 'disabled_at'>>,
  ): Promise<Result<AccountSummary, Refusal>> => {
    const before = await repository.accountById(id)
    if (before === undefined) return noSuchAccount()
    if (!(await repository.setStanding(id, standing))) {
      return refuse(
        'last-administrator',
        `${before.name} is the last administrator who can sign in`,
        'Make somebody else an administrator first',
      )
    }
    await ended(id)
    return ok(summary({ ...before, ...standing }))
  }

  return {
    list: async () => (await repository.accounts(accountLimits.count)).map(summary),

    invite: async (name, post) => {
      const named = accountName(name)
      if (!named.ok) return named
      const fitting = checkPost(post)
      if (!fitting.ok) return fitting
      if ((await repository.accounts(accountLimits.count)).length >= accountLimits.count) {
        return refuse(
          'too-many',
          `There are ${accountLimits.count} accounts already`,
          'Ask for the provider of the house',
        )
      }
      const account: AccountRow = {
        id: newId(entropy),
        name: named.value.name,
        name_key: named.value.key,
        passphrase: '',
        role: post.role,
        departments: departmentsColumn(post.departments),
        disabled_at: null,
        armed: null,
        expires_at: null,
        founder: null,
        created_at: clock.now(),
      }
      if (named.value.key === breakGlassName || (await repository.formerly(named.value.key)) !== undefined) {
        return nameKept(named.value.name)
      }
      if (!(await repository.addAccount(account))) return nameTaken(named.value.name)
      return ok(await issue(account))
    },

    link: async (id) => {
      const account = await repository.accountById(id)
      if (account === undefined || account.disabled_at !== null || account.armed !== null) return noSuchAccount()
      return ok(await issue(account))
    },

    change: async (id, post) => {
      const fitting = checkPost(post)
      if (!fitting.ok) return fitting
      return stand(id, { role: post.role, departments: departmentsColumn(post.departments) })
    },

    rename: async (id, name) => {
      const named = accountName(name)
      if (!named.ok) return named
      const before = await repository.accountById(id)
      if (before === undefined || before.armed !== null) return noSuchAccount()
      const { key } = named.value
      const formerly = await repository.formerly(key)
      if (key === breakGlassName || (formerly !== undefined && formerly !== id)) return nameKept(named.value.name)
      const renamed = { name: named.value.name, name_key: key }
      if (!(await repository.rename(before, renamed))) return nameTaken(named.value.name)
      await signedOut(id)
      return ok({ account: summary({ ...before, ...renamed }), before: before.name })
    },

    signOut: async (id) => {
      const account = await repository.accountById(id)
      if (account === undefined) return noSuchAccount()
      await signedOut(id)
      return ok(summary(account))
    },

    disable: (id) => stand(id, { disabled_at: clock.now() }),
    enable: (id) => stand(id, { disabled_at: null }),

    armBreakGlass: async () => {
      const before = await repository.accountNamed(breakGlassName)
      if (before !== undefined && before.armed === null) {
        return refuse(
          'account-exists',
          `${breakGlassName} is the name of a person here`,
          'Give that person another name',
        )
      }
      // 160 random bits in groups that can be read from paper: nobody types it but in an emergency.
      const passphrase = (Buffer.from(entropy(20)).toString('hex').match(/.{5}/g) ?? []).join('-')
      const sealed = { passphrase: await hasher.hash(passphrase), armed: 1, expires_at: null, disabled_at: null }
      if (before !== undefined) {
        await repository.arm(before.id, sealed)
        await ended(before.id)
        return ok({ name: breakGlassName, passphrase })
      }
      const account: AccountRow = {
        id: newId(entropy),
        name: breakGlassName,
        name_key: breakGlassName,
        role: 'administrator',
        departments: null,
        founder: null,
        created_at: clock.now(),
        ...sealed,
      }
      await repository.addAccount(account)
      return ok({ name: breakGlassName, passphrase })
    },
  }
}

/** Roles over the whole house have all departments; a field engineer has some. */
function checkPost({ role, departments }: Post): Result<Post, Refusal> {
  if (isHouseRole(role) && departments !== 'all') {
    return refuse('bad-role', `The role ${role} is given for all departments only`, 'Choose all departments')
  }
  if (departments !== 'all' && departments.length === 0) {
    return refuse('bad-role', 'Somebody of no department sees nothing', 'Name at least one department')
  }
  if (role === 'field-engineer' && departments === 'all') {
    return refuse('bad-role', 'A field engineer belongs to one department or more', 'Name them')
  }
  return ok({ role, departments })
}

function summaryOf(row: AccountRow, now: number): AccountSummary {
  return {
    id: row.id,
    name: row.name,
    role: isRole(row.role) ? row.role : 'viewer',
    departments: departmentsOf(row.departments),
    state: stateOf(row, now),
    createdAt: row.created_at,
  }
}

function stateOf(row: AccountRow, now: number): AccountSummary['state'] {
  if (row.disabled_at !== null) return 'disabled'
  if (row.expires_at !== null && now >= row.expires_at) return 'spent'
  if (row.armed === 1) return 'sealed'
  return row.passphrase === '' ? 'invited' : 'active'
}

function nameTaken(name: string): Result<never, Refusal> {
  return refuse('account-exists', `There is an account ${name} already`, 'Choose another name')
}

function nameKept(name: string): Result<never, Refusal> {
  return refuse('account-exists', `${name} was somebody’s name here, or is kept for the house`, 'Choose another name')
}

function noSuchAccount(): Result<never, Refusal> {
  return refuse('not-found', 'There is no such account', 'List the people again')
}
