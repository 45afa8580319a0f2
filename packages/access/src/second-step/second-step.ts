import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { type Clock, err, ok, type Result } from '@tocsin/kit'
import { type Challenges, challengesOf } from '../challenge/challenges.ts'
import type { Passkeys } from '../passkey/passkey.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { AccountRow } from '../repository.ts'
import type { Entropy } from '../secret.ts'
import type { Caller } from '../session.ts'
import { type Attempts, attemptsOf } from '../totp/attempts.ts'
import { plainRecoveryCode, type RecoveryCodes } from '../totp/recovery.ts'
import type { Totp, TotpEnrolment } from '../totp/totp.ts'
import type { Who } from '../who.ts'
import type { Factors } from './factors.ts'

/** A session that just began: its cookie's value, and whose it is. */
export interface SignedIn {
  readonly secret: string
  readonly who: Who
}

export type StepMethod = 'code' | 'passkey' | 'recovery'

/** What comes after a first proof: a session, or one more step that only this browser can take, for five minutes. */
export type SignInOutcome =
  | ({ readonly kind: 'in' } & SignedIn)
  | {
      readonly kind: 'step'
      /** The value of the browser's step cookie. It opens nothing but its own second step. */
      readonly challenge: string
      /** `enrol`: the role needs a second factor and the account has none yet. */
      readonly needs: 'second' | 'enrol'
      readonly methods: readonly StepMethod[]
    }

/** The second step of a sign-in. */
export interface SecondStep {
  /** @param done the first proof was two factors already, such as a passkey that checked the person */
  begin(account: AccountRow, caller: Caller, done: 'one-factor' | 'two-factors'): Promise<SignInOutcome>
  /** A code of the app, or a recovery code: told apart by their look. */
  byCode(challenge: string, code: string, caller: Caller): Promise<Result<SignedIn, Refusal>>
  passkeyRequest(challenge: string, caller: Caller): Promise<Result<PublicKeyCredentialRequestOptionsJSON, Refusal>>
  byPasskey(challenge: string, response: unknown, caller: Caller): Promise<Result<SignedIn, Refusal>>
  enrol(challenge: string, caller: Caller): Promise<Result<TotpEnrolment, Refusal>>
  confirmEnrol(
    challenge: string,
    enrolment: string,
    code: string,
    caller: Caller,
  ): Promise<Result<SignedIn & { readonly recoveryCodes: readonly string[] | undefined }, Refusal>>
  /** Ends what has begun for an account, since what it rests on has changed. */
  drop(account: string): void
}

export interface StepParts {
  readonly factors: Factors
  readonly totp: Totp
  readonly recovery: RecoveryCodes
  readonly passkeys: Passkeys
  /** Read again when the step is done: five minutes are long enough to be dismissed in. */
  account(id: string): Promise<AccountRow | undefined>
  enter(account: AccountRow, caller: Caller): Promise<SignedIn>
  readonly clock: Clock
  readonly entropy: Entropy
}

interface Step {
  readonly account: string
  readonly needs: 'second' | 'enrol'
  /** Wrong answers in this step; with the fifth it is over. */
  wrong: number
  /** The WebAuthn challenge that is out, once. */
  webauthn: string | undefined
}

const wrongPerStep = 5

export function secondStepOf(parts: StepParts): SecondStep {
  const { factors, totp, recovery, passkeys, clock, entropy } = parts
  const steps: Challenges<Step> = challengesOf(clock, entropy)
  const attempts: Attempts = attemptsOf(clock)

  const standing = (challenge: string, needs: Step['needs']): Result<Step, Refusal> => {
    const step = steps.look(challenge)
    return step !== undefined && step.needs === needs && step.wrong < wrongPerStep ? ok(step) : over()
  }
  /** Of any number who finish one step at once, one comes in. */
  const finish = async (challenge: string, caller: Caller): Promise<Result<SignedIn, Refusal>> => {
    const step = steps.take(challenge)
    const account = step === undefined ? undefined : await parts.account(step.account)
    if (account === undefined) return over()
    attempts.succeeded(account.id, caller.address)
    return ok(await parts.enter(account, caller))
  }
  const missed = (challenge: string, step: Step, refusal: Refusal): Result<never, Refusal> => {
    step.wrong++
    if (step.wrong < wrongPerStep) return err(refusal)
    steps.take(challenge)
    return over()
  }

  return {
    begin: async (account, caller, done) => {
      if (done === 'two-factors') return { kind: 'in', ...(await parts.enter(account, caller)) }
      const any = await factors.any(account.id)
      if (!any && !(await factors.required(account.role))) {
        return { kind: 'in', ...(await parts.enter(account, caller)) }
      }
      const needs = any ? 'second' : 'enrol'
      const challenge = steps.issue({ account: account.id, needs, wrong: 0, webauthn: undefined }, caller.address)
      return { kind: 'step', challenge, needs, methods: any ? await methodsOf(account.id, caller) : [] }
    },

    byCode: async (challenge, code, caller) => {
      const step = standing(challenge, 'second')
      if (!step.ok) return step
      const { account } = step.value
      if (plainRecoveryCode(code) !== undefined) {
        if (await recovery.spend(account, code)) return finish(challenge, caller)
        return missed(challenge, step.value, wrongCode)
      }
      const wait = attempts.enter(account, caller.address)
      if (wait !== undefined) {
        return refuse(
          'try-again-later',
          'Too many wrong codes for this account',
          `Wait ${wait} s, or use a recovery code or a passkey`,
          wait,
        )
      }
      // Counted before the code is looked at: a hundred at once are not a hundred guesses.
      step.value.wrong++
      const outcome = await totp.check(account, code)
      if (outcome === 'right') return finish(challenge, caller)
      step.value.wrong--
      return missed(challenge, step.value, outcome === 'spent' ? spentCode : wrongCode)
    },

    passkeyRequest: async (challenge, caller) => {
      const step = standing(challenge, 'second')
      if (!step.ok) return step
      if (caller.place === undefined) return noPlace()
      const options = await passkeys.request(caller.place, step.value.account)
      step.value.webauthn = options.challenge
      return ok(options)
    },

    byPasskey: async (challenge, response, caller) => {
      const step = standing(challenge, 'second')
      if (!step.ok) return step
      const { webauthn } = step.value
      step.value.webauthn = undefined
      if (caller.place === undefined || webauthn === undefined) return noPlace()
      const proof = await passkeys.prove(caller.place, webauthn, response)
      if (!proof.ok) return missed(challenge, step.value, proof.error)
      // Somebody else's passkey, however good, is no second factor of this account.
      if (proof.value.account !== step.value.account) return missed(challenge, step.value, notYours)
      return finish(challenge, caller)
    },

    enrol: async (challenge, caller) => {
      const step = standing(challenge, 'enrol')
      if (!step.ok) return step
      const account = await parts.account(step.value.account)
      return account === undefined ? over() : ok(totp.begin(account, caller.address))
    },

    confirmEnrol: async (challenge, enrolment, code, caller) => {
      const step = standing(challenge, 'enrol')
      if (!step.ok) return step
      const account = await parts.account(step.value.account)
      if (account === undefined) return over()
      // Somebody else who holds the passphrase may have enrolled meanwhile: then a code of theirs is asked for.
      if (await factors.any(account.id)) return over()
      const confirmed = await factors.confirmTotp(account, enrolment, code)
      if (!confirmed.ok) return missed(challenge, step.value, confirmed.error)
      const entered = await finish(challenge, caller)
      return entered.ok ? ok({ ...entered.value, recoveryCodes: confirmed.value.recoveryCodes }) : entered
    },

    drop: (account) => steps.drop((step) => step.account === account),
  }

  async function methodsOf(account: string, caller: Caller): Promise<StepMethod[]> {
    const methods: StepMethod[] = []
    if ((await totp.since(account)) !== undefined) methods.push('code')
    if (caller.place !== undefined && (await passkeys.any(account, caller.place))) methods.push('passkey')
    if ((await recovery.left(account)) > 0) methods.push('recovery')
    return methods
  }
}

const wrongCode: Refusal = { code: 'wrong-code', message: 'The code is not right', fix: 'Take the code that shows now' }

const spentCode: Refusal = {
  code: 'wrong-code',
  message: 'This code has been used',
  fix: 'Wait for the next one: each opens once',
}

const notYours: Refusal = {
  code: 'wrong-passkey',
  message: 'The passkey was not accepted',
  fix: 'Take one of this account',
}

function over(): Result<never, Refusal> {
  return refuse('step-over', 'This sign-in is over', 'Sign in again: each step waits five minutes, for five answers')
}

function noPlace(): Result<never, Refusal> {
  return refuse(
    'passkeys-need-a-name',
    'Passkeys work under a host name only',
    'Open Tocsin as http://localhost or under its https name',
  )
}
