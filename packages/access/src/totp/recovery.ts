import { type Entropy, hashSecret } from '../secret.ts'
import { base32 } from './base32.ts'
import type { TotpRepository } from './totp.repository.ts'

/** Codes on paper for the day that the telephone is gone: each works once. */
export interface RecoveryCodes {
  /** Ten new codes, in this answer and nowhere afterwards; older ones end. */
  issue(account: string): Promise<readonly string[]>
  /** True once for a right code. */
  spend(account: string, code: string): Promise<boolean>
  left(account: string): Promise<number>
  clear(account: string): Promise<void>
}

export const recoveryCount = 10

export function recoveryCodesOf(repository: TotpRepository, now: () => number, entropy: Entropy): RecoveryCodes {
  return {
    issue: async (account) => {
      // 15 bytes: 120 bits, so that a plain hash of it needs no stretching (NIST SP 800-63B §5.1.2.2 draws the line at 112).
      const codes = Array.from({ length: recoveryCount }, () => base32(entropy(15)).toLowerCase())
      await repository.setRecoveryCodes(
        account,
        codes.map((code) => hashOf(account, code)),
        now(),
      )
      return codes.map((code) => code.replace(/.{6}(?=.)/g, '$&-'))
    },
    spend: async (account, code) => {
      const plain = plainRecoveryCode(code)
      return plain !== undefined && (await repository.spendRecoveryCode(account, hashOf(account, plain)))
    },
    left: repository.countRecoveryCodes,
    clear: (account) => repository.setRecoveryCodes(account, [], now()),
  }
}

/** A recovery code however it is typed: capitals, spaces and dashes say nothing. Nothing where it can be none. */
export function plainRecoveryCode(text: string): string | undefined {
  const plain = text.slice(0, 100).replaceAll(/[\s-]/g, '').toLowerCase()
  return /^[a-z2-7]{24}$/.test(plain) ? plain : undefined
}

function hashOf(account: string, plain: string): string {
  return hashSecret(`${account}:${plain}`)
}
