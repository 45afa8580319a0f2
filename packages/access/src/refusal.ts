import type { Result } from '@tocsin/kit'

export type AccessCode =
  | 'not-signed-in'
  | 'not-permitted'
  | 'wrong-name-or-passphrase'
  | 'try-again-later'
  | 'bad-name'
  | 'bad-passphrase'
  | 'bad-token'
  | 'link-spent'
  | 'account-needed'
  | 'passphrase-needed'
  | 'account-exists'
  | 'last-administrator'
  | 'bad-role'
  | 'too-many'
  | 'not-found'
  | 'wrong-code'
  | 'wrong-passkey'
  | 'passkey-copied'
  | 'passkeys-need-a-name'
  | 'step-over'
  | 'confirm-needed'
  | 'second-factor-required'
  | 'no-provider'
  | 'bad-provider'
  | 'provider-unavailable'
  | 'provider-refused'
  | 'no-account'
  | 'not-linked'
  | 'reason-needed'

/** Why access says no, and what the person can do. Never says which half of a name and passphrase was wrong. */
export interface Refusal {
  readonly code: AccessCode
  readonly message: string
  readonly fix: string
  /** Whole seconds after which another attempt is worth making. */
  readonly retryAfter?: number
}

export function refuse(code: AccessCode, message: string, fix: string, retryAfter?: number): Result<never, Refusal> {
  return { ok: false, error: { code, message, fix, ...(retryAfter === undefined ? {} : { retryAfter }) } }
}
