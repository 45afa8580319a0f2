import { type Clock, ok, type Result } from '@tocsin/kit'
import { type Challenges, challengesOf } from '../challenge/challenges.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Sealed } from '../sealed/index.ts'
import type { Entropy } from '../secret.ts'
import { base32 } from './base32.ts'
import { stepsOf, totpShape } from './code.ts'
import type { TotpRepository } from './totp.repository.ts'

/** What an authenticator app needs, as text and as the address inside its QR code. */
export interface TotpEnrolment {
  /** Finds the enrolment when it is confirmed, within ten minutes. */
  readonly enrolment: string
  /** Base32, for typing. */
  readonly secret: string
  readonly uri: string
}

/** Time-based codes (RFC 6238) of accounts. */
export interface Totp {
  since(account: string): Promise<number | undefined>
  begin(account: { readonly id: string; readonly name: string }, address: string): TotpEnrolment
  /** Takes the new secret into use once a code of it was right; the code is spent with that. */
  confirm(account: string, enrolment: string, code: string): Promise<Result<undefined, Refusal>>
  /** `spent`: right, but used before. */
  check(account: string, code: string): Promise<'right' | 'wrong' | 'spent'>
  remove(account: string): Promise<void>
}

export function totpOf(
  repository: TotpRepository,
  sealed: Pick<Sealed, 'seal' | 'open' | 'forget'>,
  clock: Clock,
  entropy: Entropy,
): Totp {
  const begun: Challenges<{ readonly account: string; readonly secret: Uint8Array }> = challengesOf(clock, entropy, {
    life: 10 * 60_000,
    all: 1000,
    perNetwork: 50,
  })

  return {
    since: async (account) => (await repository.totp(account))?.created_at,

    begin: (account, address) => {
      // RFC 4226 §4 R6: 160 bits.
      const secret = entropy(20)
      begun.drop((one) => one.account === account.id)
      const enrolment = begun.issue({ account: account.id, secret }, address)
      const text = base32(secret)
      const label = encodeURIComponent(`Tocsin:${account.name}`)
      const uri = `otpauth://totp/${label}?secret=${text}&issuer=Tocsin&algorithm=SHA1&digits=${totpShape.digits}&period=${totpShape.seconds}`
      return { enrolment, secret: text, uri }
    },

    confirm: async (account, enrolment, code) => {
      const found = begun.look(enrolment)
      if (found === undefined || found.account !== account) {
        return refuse('step-over', 'This enrolment is over', 'Begin again: it waits ten minutes')
      }
      const [step] = stepsOf(found.secret, plainCode(code), clock.now())
      if (step === undefined) {
        return refuse(
          'wrong-code',
          'The code is not right',
          "Check that the telephone's clock is right, then try again",
        )
      }
      if (begun.take(enrolment) === undefined) {
        return refuse('step-over', 'This enrolment is over', 'Begin again: it waits ten minutes')
      }
      await sealed.seal(sealedName(account), found.secret)
      await repository.setTotp({ account, last_step: step, created_at: clock.now() })
      return ok(undefined)
    },

    check: async (account, code) => {
      const row = await repository.totp(account)
      const secret = row === undefined ? undefined : await sealed.open(sealedName(account))
      if (secret === undefined) return 'wrong'
      const steps = stepsOf(secret, plainCode(code), clock.now())
      for (const step of steps) if (await repository.spendStep(account, step)) return 'right'
      return steps.length === 0 ? 'wrong' : 'spent'
    },

    remove: async (account) => {
      await repository.removeTotp(account)
      await sealed.forget(sealedName(account))
    },
  }
}

/** A code however it is typed: apps show `123 456`. */
function plainCode(text: string): string {
  return text.slice(0, 32).replaceAll(/\s/g, '')
}

function sealedName(account: string): string {
  return `totp:${account}`
}
