import { type Clock, ok, type Result } from '@tocsin/kit'
import { type Challenges, challengesOf } from '../challenge/challenges.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { AccountRow } from '../repository.ts'
import type { Sealed } from '../sealed/index.ts'
import type { Entropy } from '../secret.ts'
import type { ProviderWay } from './bounded-fetch.ts'
import type { OidcRepository } from './oidc.repository.ts'
import { checkProvider, type GroupMapping, mappedBy, type OidcProvider } from './provider.ts'
import { type Arrival, type Departure, relyingParty } from './relying-party.ts'

/** Where the browser is sent, and the cookie that binds the way back to it. */
export interface OidcBegun {
  readonly url: string
  readonly challenge: string
}

/** Who came back: somebody to sign in, or the owner of an account who linked it. */
export type OidcArrived =
  | { readonly kind: 'sign-in'; readonly account: AccountRow; readonly twoFactors: boolean }
  | { readonly kind: 'linked'; readonly account: string }

/** Sign-in by the house's identity provider. */
export interface Oidc {
  /** What the sign-in page shows; nothing where there is none. */
  name(): Promise<string | undefined>
  provider(): Promise<(OidcProvider & { readonly hasSecret: boolean }) | undefined>
  /** @param secret kept as it is where it is left out; `null` removes it (a public client) */
  setProvider(provider: OidcProvider | undefined, secret?: string | null): Promise<Result<undefined, Refusal>>
  begin(
    purpose: { readonly kind: 'sign-in' } | { readonly kind: 'link'; readonly account: string },
    redirectUri: string,
    address: string,
  ): Promise<Result<OidcBegun, Refusal>>
  /** @param owner the account of the session that came along, for linking */
  finish(challenge: string, query: string, owner: string | undefined): Promise<Result<OidcArrived, Refusal>>
  linked(account: string): Promise<boolean>
  unlink(account: string): Promise<boolean>
}

export interface OidcAccounts {
  readonly roles: readonly string[]
  byId(id: string): Promise<AccountRow | undefined>
  /** Makes an account without a passphrase; refuses names that are taken. */
  make(name: string, mapped: GroupMapping): Promise<Result<AccountRow, Refusal>>
  /** Gives an account that the provider's sign-in made the role of its groups. */
  follow(account: AccountRow, mapped: GroupMapping): Promise<AccountRow>
}

const secretName = 'oidc:client-secret'

export function oidcOf(options: {
  readonly repository: OidcRepository
  readonly sealed: Pick<Sealed, 'seal' | 'open' | 'forget'>
  readonly accounts: OidcAccounts
  readonly clock: Clock
  readonly entropy: Entropy
  readonly way: ProviderWay
}): Oidc {
  const { repository, sealed, accounts, clock, entropy } = options
  const secret = async () => {
    const bytes = await sealed.open(secretName)
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
  }
  const party = relyingParty({ provider: repository.provider, secret }, clock, options.way)
  const departures: Challenges<{ readonly departure: Departure; readonly link: string | undefined }> = challengesOf(
    clock,
    entropy,
    // People sign in at the provider too, which takes its time.
    { life: 10 * 60_000, all: 10_000, perNetwork: 50 },
  )

  return {
    name: async () => (await repository.provider())?.name,

    provider: async () => {
      const provider = await repository.provider()
      if (provider === undefined) return undefined
      const { changedAt: _, ...shown } = provider
      return { ...shown, hasSecret: (await sealed.open(secretName)) !== undefined }
    },

    setProvider: async (provider, given) => {
      if (provider === undefined) {
        await repository.setProvider(undefined, clock.now())
        await sealed.forget(secretName)
        return ok(undefined)
      }
      const checked = checkProvider(provider, accounts.roles)
      if (!checked.ok) return checked
      const before = await repository.provider()
      // A secret goes to the provider that it was made for, and to no other one that somebody enters later.
      const moved = before !== undefined && before.issuer !== checked.value.issuer
      if (given === null || (moved && given === undefined)) await sealed.forget(secretName)
      else if (given !== undefined) await sealed.seal(secretName, Buffer.from(given, 'utf8'))
      await repository.setProvider(checked.value, clock.now())
      departures.drop(() => true)
      return ok(undefined)
    },

    begin: async (purpose, redirectUri, address) => {
      const departure = await party.depart(redirectUri)
      if (!departure.ok) return departure
      const link = purpose.kind === 'link' ? purpose.account : undefined
      return ok({
        url: departure.value.url,
        challenge: departures.issue({ departure: departure.value, link }, address),
      })
    },

    finish: async (challenge, query, owner) => {
      // Taken before anything else: whatever comes of it, this departure has had its one arrival.
      const begun = departures.take(challenge)
      if (begun === undefined) {
        return refuse(
          'step-over',
          'This sign-in is over, or began in another browser',
          'Begin again from the sign-in page',
        )
      }
      const arrival = await party.arrive(begun.departure, query)
      if (!arrival.ok) return arrival
      const provider = await repository.provider()
      if (provider === undefined) return refuse('no-provider', 'The provider was just removed', 'Use your passphrase')
      const mapped = mappedBy(provider, arrival.value.groups)
      if (mapped === undefined && provider.groups.length > 0) {
        return refuse(
          'no-account',
          `None of your groups at ${provider.name} may sign in here`,
          'Ask an administrator to map one of them',
        )
      }
      return begun.link === undefined ? signIn(provider, arrival.value, mapped) : link(begun.link, owner, arrival.value)
    },

    linked: async (account) => {
      const provider = await repository.provider()
      return provider !== undefined && (await repository.identityOf(account, provider.issuer)) !== undefined
    },
    unlink: repository.removeIdentity,
  }

  async function signIn(
    provider: OidcProvider,
    arrival: Arrival,
    mapped: GroupMapping | undefined,
  ): Promise<Result<OidcArrived, Refusal>> {
    const { issuer, subject, twoFactors } = arrival
    const known = await repository.identity(issuer, subject)
    const account = known === undefined ? undefined : await accounts.byId(known.account)
    if (known !== undefined && account !== undefined) {
      await repository.useIdentity(issuer, subject, clock.now())
      // An account that a person made here keeps the role that a person gave it.
      const now = known.made === 1 && mapped !== undefined ? await accounts.follow(account, mapped) : account
      return ok({ kind: 'sign-in', account: now, twoFactors })
    }
    if (known !== undefined) return refuse('no-account', 'This account is shut', 'Ask an administrator')
    if (!provider.autoCreate || mapped === undefined) {
      return refuse(
        'no-account',
        `Nobody here is linked to this identity at ${provider.name}`,
        'Sign in with your passphrase and link it under My account, or ask an administrator for an account',
      )
    }
    const made = await accounts.make(arrival.name ?? '', mapped)
    if (!made.ok) return made
    await repository.addIdentity(identityRow(arrival, made.value.id, 1))
    return ok({ kind: 'sign-in', account: made.value, twoFactors })
  }

  async function link(
    account: string,
    owner: string | undefined,
    arrival: Arrival,
  ): Promise<Result<OidcArrived, Refusal>> {
    // Whoever began it is still signed in, in this browser, and nobody else.
    if (owner !== account) return refuse('not-signed-in', 'Nobody is signed in', 'Sign in, then link again')
    const known = await repository.identity(arrival.issuer, arrival.subject)
    if (known?.account === account) return ok({ kind: 'linked', account })
    if (known === undefined && (await repository.addIdentity(identityRow(arrival, account, 0)))) {
      return ok({ kind: 'linked', account })
    }
    return refuse('not-linked', 'This identity, or this account, is linked already', 'Unlink the other one first')
  }

  function identityRow({ issuer, subject }: Arrival, account: string, made: 0 | 1) {
    const now = clock.now()
    return { issuer, subject, account, made, created_at: now, used_at: now }
  }
}
