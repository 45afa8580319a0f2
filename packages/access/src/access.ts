import type { Clock, Result } from '@tocsin/kit'
import { ok } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { type Accounts, accountLimits, accountsOf } from './account.ts'
import { accountName } from './account-name.ts'
import type { ProviderWay } from './oidc/bounded-fetch.ts'
import { oidcRepository } from './oidc/oidc.repository.ts'
import { type Oidc, oidcOf } from './oidc/oidc.ts'
import { type LinkOpening, type LinkPurpose, oneTimeLinks } from './one-time-link.ts'
import { passkeyRepository } from './passkey/passkey.repository.ts'
import { passkeysOf } from './passkey/passkey.ts'
import { type PasskeySignIn, passkeySignInOf } from './passkey/passkey-sign-in.ts'
import { checkPassphrase, passphraseHasher, passphraseLimits } from './passphrase.ts'
import { type Decisions, type DepartmentSources, decisionsOf } from './policy/decisions.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type AccountRow, accessRepository } from './repository.ts'
import { roles, type Standing } from './role.ts'
import type { Sealed } from './sealed/index.ts'
import { type Factors, factorsOf } from './second-step/factors.ts'
import { freshnessOf } from './second-step/freshness.ts'
import { oidcAccountsOf } from './second-step/oidc-accounts.ts'
import { heldBy, type OwnAccount, ownAccountOf } from './second-step/own-account.ts'
import { policyRepository } from './second-step/policy.repository.ts'
import { type SecondStep, type SignedIn, type SignInOutcome, secondStepOf } from './second-step/second-step.ts'
import { type Entropy, systemEntropy } from './secret.ts'
import { type Caller, type Sessions, sessionsOf } from './session.ts'
import { signInGuard } from './sign-in-guard.ts'
import { type Tokens, tokensOf } from './token.ts'
import { recoveryCodesOf } from './totp/recovery.ts'
import { totpRepository } from './totp/totp.repository.ts'
import { totpOf } from './totp/totp.ts'
import type { Who } from './who.ts'

/** Accounts, sessions and tokens of one Tocsin. One instance a process: revocations act on its memory. */
export interface Access {
  /** True until the first account is made. */
  needsFirstAccount(): Promise<boolean>
  /** Whether an account has this name: what else was typed into the field of a name is not written down. */
  isAccount(name: string): Promise<boolean>
  /** A new one-time secret; for the data folder and the terminal only. */
  issueLink(purpose: LinkPurpose, secret?: string): Promise<string>
  /**
   * Opens a link. Who may read the data folder needs no second factor, since they can take it away as well; a link that
   * was sent to a person stands for the passphrase only.
   */
  openLink(opening: LinkOpening, caller: Caller): Promise<Result<SignInOutcome, Refusal>>
  /** The first step: a session, or what is still asked for. */
  signIn(name: string, passphrase: string, caller: Caller): Promise<Result<SignInOutcome, Refusal>>
  readonly secondStep: Omit<SecondStep, 'begin' | 'drop'>
  /** Sign-in by a passkey that checks its person: both factors in one. */
  readonly passkeySignIn: {
    begin: PasskeySignIn['begin']
    finish(challenge: string, response: unknown, caller: Caller): Promise<Result<SignedIn, Refusal>>
  }
  /** Sign-in by the house's identity provider. */
  readonly oidc: Omit<Oidc, 'finish'> & {
    finish(
      challenge: string,
      query: string,
      who: Who,
      caller: Caller,
    ): Promise<Result<SignInOutcome | { readonly kind: 'linked' }, Refusal>>
  }
  readonly factors: Pick<Factors, 'rolesRequired' | 'setRolesRequired'>
  /** Takes every second factor of an account away, when all of them are lost. The account's name as it is kept. */
  resetSecondFactor(name: string): Promise<Result<string, Refusal>>
  readonly own: OwnAccount
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly tokens: Tokens
  /** What somebody may see under a permission: the scope that every repository takes. */
  readonly decide: Decisions['decide']
  /** Those of some permissions that somebody has. */
  permissionsOf(standing: Standing, among: readonly string[]): Promise<readonly string[]>
  /** Sources changed hands: what departments see is read again, and live streams look. */
  sourcesChanged(): void
  /** Hears that a session or token ended, so that live streams look again. Returns how to stop hearing. */
  onRevoked(heard: () => void): () => void
}

/** From a folder that is only looked at nothing leads out. */
const noWay: ProviderWay = {
  dial: () => Promise.reject(new TypeError('nothing leads to the identity provider from here')),
}

export function openAccess(options: {
  readonly state: StateStore
  readonly clock: Clock
  /** Keeps the seeds of codes and the provider's client secret. */
  readonly sealed: Pick<Sealed, 'seal' | 'open' | 'forget'>
  readonly entropy?: Entropy
  /** Hears of the first use of the break-glass account: an alarm. */
  readonly breakGlassUsed?: (use: { readonly name: string; readonly address: string }) => void
  /** Which department each source belongs to; without it departments own nothing. */
  readonly departmentSources?: DepartmentSources
  /** How the identity provider is reached; without it nobody signs in there. */
  readonly provider?: ProviderWay
}): Access {
  const { state, clock, sealed, entropy = systemEntropy } = options
  const decisions = decisionsOf(options.departmentSources ?? (async () => []))
  const repository = accessRepository(state)
  const hasher = passphraseHasher()
  const guard = signInGuard(clock)
  const hearers = new Set<() => void>()
  const changed = () => {
    for (const heard of hearers) heard()
  }
  const sessions = sessionsOf(repository, clock, entropy, changed)
  const tokens = tokensOf(repository, decisions, clock, entropy, changed)
  const links = oneTimeLinks(repository, hasher, clock, entropy)

  const codes = totpRepository(state)
  const totp = totpOf(codes, sealed, clock, entropy)
  const recovery = recoveryCodesOf(codes, clock.now, entropy)
  const passkeys = passkeysOf(passkeyRepository(state), clock, entropy)
  const factors = factorsOf({ totp, recovery, passkeys, policy: policyRepository(state) })
  const freshness = freshnessOf(clock)
  const enter = async (account: AccountRow, caller: Caller): Promise<SignedIn> => {
    const entered = await sessions.begin(account, caller)
    const held = heldBy(entered.who)
    if (held !== undefined) freshness.proved(held.session)
    return entered
  }
  /** Whoever was shut out, or whose time is over, comes in by none of the ways. */
  const standing = async (id: string) => {
    const account = await repository.accountById(id)
    if (account === undefined || account.disabled_at !== null) return undefined
    return account.expires_at !== null && clock.now() >= account.expires_at ? undefined : account
  }
  const secondStep = secondStepOf({
    factors,
    totp,
    recovery,
    passkeys,
    account: standing,
    enter,
    clock,
    entropy,
  })
  const passkeySignIn = passkeySignInOf(passkeys, clock, entropy)
  const oidc = oidcOf({
    repository: oidcRepository(state),
    sealed,
    accounts: { ...oidcAccountsOf(repository, roles, clock, entropy, changed), byId: standing },
    clock,
    entropy,
    way: options.provider ?? noWay,
  })
  /** Checks a passphrase, slowly for guessers: of a name, since whoever asks may not know whether it exists. */
  const verify = async (
    key: string,
    find: () => Promise<AccountRow | undefined>,
    passphrase: string,
    caller: Caller,
  ) => {
    const wait = guard.enter(key, caller.address)
    if (wait !== undefined || hasher.waiting() >= queueLimit) {
      const seconds = wait ?? 5
      return refuse('try-again-later', 'Too many attempts', `Wait ${seconds} s, or use a one-time link`, seconds)
    }
    const account = await find()
    // Length is looked at here and not only when it is chosen: the hash never sees megabytes.
    const given = passphrase.length <= passphraseLimits.max * 4 ? passphrase : ''
    // An account without a passphrase costs what an unknown name costs.
    const stored = account?.passphrase === '' ? undefined : account?.passphrase
    const right = await hasher.verify(given, stored)
    const over = account !== undefined && account.expires_at !== null && clock.now() >= account.expires_at
    if (account === undefined || !right || account.disabled_at !== null || over) {
      return refuse(
        'wrong-name-or-passphrase',
        'Name or passphrase is wrong',
        'Try again, or use a one-time link from the machine that runs Tocsin',
      )
    }
    guard.succeeded(key, caller.address)
    return ok(account)
  }

  return {
    needsFirstAccount: async () => !(await repository.anyAccount()),
    isAccount: async (name) => {
      const named = accountName(name)
      return named.ok && (await repository.accountNamed(named.value.key)) !== undefined
    },
    issueLink: links.issue,

    openLink: async (opening, caller) => {
      const opened = await links.open(opening)
      if (!opened.ok) return opened
      const { account, changed: anew, personal } = opened.value
      // Who may read the data folder is no guesser.
      guard.succeeded(account.name_key, caller.address)
      // A new passphrase ends what the old one began: whoever had it is out.
      if (anew) {
        secondStep.drop(account.id)
        await sessions.endAllOf(account.id)
      }
      if (personal) return ok(await secondStep.begin(account, caller, 'one-factor'))
      return ok({ kind: 'in', ...(await enter(account, caller)) })
    },

    signIn: async (name, passphrase, caller) => {
      const named = accountName(name)
      const key = named.ok ? named.value.key : ''
      const find = async () => (named.ok ? repository.accountNamed(key) : undefined)
      const verified = await verify(key, find, passphrase, caller)
      if (!verified.ok) return verified
      const account = verified.value
      if (account.armed === null) return ok(await secondStep.begin(account, caller, 'one-factor'))
      if (await repository.breakGlass(account.id, clock.now() + accountLimits.breakGlass)) {
        options.breakGlassUsed?.({ name: account.name, address: caller.address })
      }
      // What lies in the envelope is all that there is: no second factor was handed out with it.
      return ok(await secondStep.begin(account, caller, 'two-factors'))
    },

    secondStep,

    passkeySignIn: {
      begin: passkeySignIn.begin,
      finish: async (challenge, response, caller) => {
        if (caller.place === undefined) return needsPlace()
        const proved = await passkeySignIn.finish(challenge, caller.place, response)
        if (!proved.ok) return proved
        const account = await standing(proved.value)
        return account === undefined ? wrongPasskey() : ok(await enter(account, caller))
      },
    },

    oidc: {
      ...oidc,
      finish: async (challenge, query, who, caller) => {
        const arrived = await oidc.finish(challenge, query, heldBy(who)?.account)
        if (!arrived.ok) return arrived
        if (arrived.value.kind === 'linked') return ok({ kind: 'linked' })
        const { account, twoFactors } = arrived.value
        return ok(await secondStep.begin(account, caller, twoFactors ? 'two-factors' : 'one-factor'))
      },
    },

    factors,

    resetSecondFactor: async (name) => {
      const named = accountName(name)
      const account = named.ok ? await repository.accountNamed(named.value.key) : undefined
      if (account === undefined) return refuse('not-found', 'There is no account of this name', 'List the people')
      await factors.reset(account.id)
      secondStep.drop(account.id)
      return ok(account.name)
    },

    own: ownAccountOf({
      factors,
      passkeys,
      freshness,
      account: standing,
      verify: async (account, passphrase, caller) => {
        const verified = await verify(account.name_key, async () => account, passphrase, caller)
        return verified.ok ? ok(undefined) : verified
      },
      choosePassphrase: async (account, passphrase) => {
        const checked = checkPassphrase(passphrase, account.name)
        if (!checked.ok) return checked
        await repository.setPassphrase(account.id, await hasher.hash(checked.value))
        return ok(undefined)
      },
      changed: async (account, keep) => {
        secondStep.drop(account)
        await sessions.endOthersOf(account, keep)
      },
      clock,
      entropy,
    }),

    accounts: accountsOf({
      repository,
      hasher,
      clock,
      entropy,
      ended: async (account) => {
        secondStep.drop(account)
        await sessions.endAllOf(account)
        await tokens.revokeAllOf(account)
      },
      signedOut: async (account) => {
        secondStep.drop(account)
        await sessions.endAllOf(account)
      },
    }),
    sessions,
    tokens,
    decide: decisions.decide,
    permissionsOf: async (standing, among) => {
      const held: string[] = []
      for (const permission of among) if (await decisions.permits(standing, permission)) held.push(permission)
      return held
    },
    sourcesChanged: () => {
      decisions.forget()
      changed()
    },

    onRevoked: (heard) => {
      hearers.add(heard)
      return () => hearers.delete(heard)
    },
  }
}

/** Hashes that may wait; past it a sign-in is refused rather than queued for seconds. */
const queueLimit = 32

function needsPlace() {
  return refuse('passkeys-need-a-name', 'Passkeys work under a host name only', 'Open Tocsin as http://localhost')
}

function wrongPasskey() {
  return refuse('wrong-passkey', 'The passkey was not accepted', 'Sign in another way')
}
