import { ok, type Result } from '@tocsin/kit'
import type { PasskeyPlace, PasskeySummary, Passkeys } from '../passkey/passkey.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { RecoveryCodes } from '../totp/recovery.ts'
import type { Totp, TotpEnrolment } from '../totp/totp.ts'

export interface Owner {
  readonly id: string
  readonly name: string
  readonly role: string
}

export interface FactorsShown {
  /** Since when codes of an app are asked for. */
  readonly totp: number | null
  readonly passkeys: readonly PasskeySummary[]
  readonly recoveryLeft: number
  /** The house asks this role for a second factor. */
  readonly required: boolean
}

/** What a factor's first registration brings: recovery codes, where the account had none. */
export interface Registered {
  readonly recoveryCodes: readonly string[] | undefined
}

/** The second factors of an account, as its owner keeps them. Who calls is the owner, freshly proved. */
export interface Factors {
  shown(owner: Owner): Promise<FactorsShown>
  /** True where a second step follows a passphrase. */
  any(account: string): Promise<boolean>
  required(role: string): Promise<boolean>
  rolesRequired(): Promise<readonly string[]>
  setRolesRequired(roles: readonly string[]): Promise<void>
  beginTotp(owner: Owner, address: string): TotpEnrolment
  confirmTotp(owner: Owner, enrolment: string, code: string): Promise<Result<Registered, Refusal>>
  removeTotp(owner: Owner): Promise<Result<undefined, Refusal>>
  newRecoveryCodes(owner: Owner): Promise<Result<readonly string[], Refusal>>
  registerPasskey(
    owner: Owner,
    place: PasskeyPlace,
    challenge: string,
    name: string,
    response: unknown,
  ): Promise<Result<Registered & { readonly passkey: PasskeySummary }, Refusal>>
  removePasskey(owner: Owner, id: string): Promise<Result<undefined, Refusal>>
  /** Takes every second factor away: for whoever may read the data folder, when all of them are lost. */
  reset(account: string): Promise<void>
}

export interface FactorParts {
  readonly totp: Totp
  readonly recovery: RecoveryCodes
  readonly passkeys: Passkeys
  readonly policy: {
    rolesRequired(): Promise<string[]>
    setRolesRequired(roles: readonly string[]): Promise<void>
  }
}

export function factorsOf({ totp, recovery, passkeys, policy }: FactorParts): Factors {
  const any = async (account: string) => (await totp.since(account)) !== undefined || (await passkeys.any(account))
  const required = async (role: string) => (await policy.rolesRequired()).includes(role)
  const registered = async (account: string): Promise<Registered> => ({
    recoveryCodes: (await recovery.left(account)) === 0 ? await recovery.issue(account) : undefined,
  })
  /** Codes without a factor would open nothing and lie around. */
  const tidy = async (account: string) => {
    if (!(await any(account))) await recovery.clear(account)
  }
  const lastAndRequired = (): Result<never, Refusal> =>
    refuse(
      'second-factor-required',
      'Your role needs a second factor, and this is the last one',
      'Add another one first',
    )

  return {
    any,
    required,
    rolesRequired: policy.rolesRequired,
    setRolesRequired: policy.setRolesRequired,

    shown: async (owner) => ({
      totp: (await totp.since(owner.id)) ?? null,
      passkeys: await passkeys.list(owner.id),
      recoveryLeft: await recovery.left(owner.id),
      required: await required(owner.role),
    }),

    beginTotp: totp.begin,

    confirmTotp: async (owner, enrolment, code) => {
      const confirmed = await totp.confirm(owner.id, enrolment, code)
      return confirmed.ok ? ok(await registered(owner.id)) : confirmed
    },

    removeTotp: async (owner) => {
      if (!(await passkeys.any(owner.id)) && (await required(owner.role))) return lastAndRequired()
      await totp.remove(owner.id)
      await tidy(owner.id)
      return ok(undefined)
    },

    newRecoveryCodes: async (owner) =>
      (await any(owner.id))
        ? ok(await recovery.issue(owner.id))
        : refuse('not-found', 'There is no second factor to recover from', 'Set up an app or a passkey first'),

    registerPasskey: async (owner, place, challenge, name, response) => {
      const done = await passkeys.register(owner.id, place, challenge, name, response)
      return done.ok ? ok({ passkey: done.value, ...(await registered(owner.id)) }) : done
    },

    removePasskey: async (owner, id) => {
      const rest = (await passkeys.list(owner.id)).filter((one) => one.id !== id && one.copiedAt === null)
      if (rest.length === 0 && (await totp.since(owner.id)) === undefined && (await required(owner.role))) {
        return lastAndRequired()
      }
      if (!(await passkeys.remove(owner.id, id))) {
        return refuse('not-found', 'There is no such passkey', 'List the passkeys again')
      }
      await tidy(owner.id)
      return ok(undefined)
    },

    reset: async (account) => {
      await totp.remove(account)
      await passkeys.removeAllOf(account)
      await recovery.clear(account)
    },
  }
}
