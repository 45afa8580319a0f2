import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { type Clock, err, ok, type Result } from '@tocsin/kit'
import { type Challenges, challengesOf } from '../challenge/challenges.ts'
import type { PasskeyPlace, PasskeySummary, Passkeys } from '../passkey/passkey.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { AccountRow } from '../repository.ts'
import type { Entropy } from '../secret.ts'
import type { Caller } from '../session.ts'
import type { TotpEnrolment } from '../totp/totp.ts'
import type { Who } from '../who.ts'
import type { Factors, FactorsShown, Registered } from './factors.ts'
import type { Freshness } from './freshness.ts'

export interface OwnAccountShown extends FactorsShown {
  readonly name: string
  readonly role: string
  /** False for accounts that only the identity provider signs in. */
  readonly hasPassphrase: boolean
  /** Whether the person proved themselves in the last ten minutes, as changes of sign-in ask for. */
  readonly fresh: boolean
}

type Asked<Value> = Promise<Result<Value, Refusal>>

/** What a person changes about how they themselves sign in. Only a session of theirs calls, never a token. */
export interface OwnAccount {
  shown(who: Who): Asked<OwnAccountShown>
  /** Proves the person again by their passphrase. */
  prove(who: Who, passphrase: string, caller: Caller): Asked<undefined>
  /** Ends every other session of the account. */
  changePassphrase(who: Who, passphrase: string): Asked<undefined>
  beginTotp(who: Who, address: string): Asked<TotpEnrolment>
  confirmTotp(who: Who, enrolment: string, code: string): Asked<Registered>
  removeTotp(who: Who): Asked<undefined>
  newRecoveryCodes(who: Who): Asked<readonly string[]>
  beginPasskey(
    who: Who,
    place: PasskeyPlace,
    address: string,
  ): Asked<{ readonly ceremony: string; readonly options: PublicKeyCredentialCreationOptionsJSON }>
  finishPasskey(
    who: Who,
    place: PasskeyPlace,
    given: { readonly ceremony: string; readonly name: string; readonly response: unknown },
  ): Asked<Registered & { readonly passkey: PasskeySummary }>
  renamePasskey(who: Who, id: string, name: string): Asked<undefined>
  removePasskey(who: Who, id: string): Asked<undefined>
  /** The account, where the person proved themselves in the last minutes. */
  fresh(who: Who): Asked<AccountRow>
}

export interface OwnAccountParts {
  readonly factors: Factors
  readonly passkeys: Passkeys
  readonly freshness: Freshness
  account(id: string): Promise<AccountRow | undefined>
  /** Checks a passphrase as the sign-in does, with its guard against guessing. */
  verify(account: AccountRow, passphrase: string, caller: Caller): Asked<undefined>
  choosePassphrase(account: AccountRow, passphrase: string): Asked<undefined>
  /** What rests on the old way of signing in ends. */
  changed(account: string, keepSession: string): Promise<void>
  readonly clock: Clock
  readonly entropy: Entropy
}

export function ownAccountOf(parts: OwnAccountParts): OwnAccount {
  const { factors, passkeys, freshness } = parts
  const ceremonies: Challenges<{ readonly account: string; readonly challenge: string }> = challengesOf(
    parts.clock,
    parts.entropy,
  )

  const mine = async (who: Who): Asked<{ readonly account: AccountRow; readonly session: string }> => {
    const held = heldBy(who)
    const account = held === undefined ? undefined : await parts.account(held.account)
    if (held === undefined || account === undefined) {
      return refuse('not-permitted', 'Only a person who is signed in has an account of their own', 'Sign in')
    }
    return ok({ account, session: held.session })
  }
  const fresh = async (who: Who) => {
    const own = await mine(who)
    if (!own.ok || freshness.isFresh(own.value.session)) return own
    return refuse('confirm-needed', 'This changes how you sign in', 'Give your passphrase once more')
  }

  return {
    fresh: async (who) => {
      const own = await fresh(who)
      return own.ok ? ok(own.value.account) : own
    },

    shown: async (who) => {
      const own = await mine(who)
      if (!own.ok) return own
      const { account, session } = own.value
      return ok({
        ...(await factors.shown(account)),
        name: account.name,
        role: account.role,
        hasPassphrase: account.passphrase !== '',
        fresh: freshness.isFresh(session),
      })
    },

    prove: async (who, passphrase, caller) => {
      const own = await mine(who)
      if (!own.ok) return own
      const verified = await parts.verify(own.value.account, passphrase, caller)
      if (verified.ok) freshness.proved(own.value.session)
      return verified
    },

    changePassphrase: async (who, passphrase) => {
      const own = await fresh(who)
      if (!own.ok) return own
      const chosen = await parts.choosePassphrase(own.value.account, passphrase)
      if (chosen.ok) await parts.changed(own.value.account.id, own.value.session)
      return chosen
    },

    beginTotp: async (who, address) => {
      const own = await fresh(who)
      return own.ok ? ok(factors.beginTotp(own.value.account, address)) : own
    },

    confirmTotp: async (who, enrolment, code) => {
      const own = await fresh(who)
      if (!own.ok) return own
      const confirmed = await factors.confirmTotp(own.value.account, enrolment, code)
      if (confirmed.ok) await parts.changed(own.value.account.id, own.value.session)
      return confirmed
    },

    removeTotp: async (who) => {
      const own = await fresh(who)
      return own.ok ? factors.removeTotp(own.value.account) : own
    },

    newRecoveryCodes: async (who) => {
      const own = await fresh(who)
      return own.ok ? factors.newRecoveryCodes(own.value.account) : own
    },

    beginPasskey: async (who, place, address) => {
      const own = await fresh(who)
      if (!own.ok) return own
      const options = await passkeys.registration(own.value.account, place)
      if (!options.ok) return options
      const ceremony = ceremonies.issue({ account: own.value.account.id, challenge: options.value.challenge }, address)
      return ok({ ceremony, options: options.value })
    },

    finishPasskey: async (who, place, { ceremony, name, response }) => {
      const own = await fresh(who)
      if (!own.ok) return own
      const begun = ceremonies.take(ceremony)
      if (begun === undefined || begun.account !== own.value.account.id) return err(ceremonyOver)
      return factors.registerPasskey(own.value.account, place, begun.challenge, name, response)
    },

    renamePasskey: async (who, id, name) => {
      const own = await mine(who)
      return own.ok ? passkeys.rename(own.value.account.id, id, name) : own
    },

    removePasskey: async (who, id) => {
      const own = await fresh(who)
      return own.ok ? factors.removePasskey(own.value.account, id) : own
    },
  }
}

const ceremonyOver: Refusal = {
  code: 'step-over',
  message: 'This registration is over',
  fix: 'Begin again: it waits five minutes',
}

/** The account and session of a person; nothing for tokens. */
export function heldBy(who: Who): { readonly account: string; readonly session: string } | undefined {
  return who.kind === 'person' ? { account: who.account, session: who.session } : undefined
}
