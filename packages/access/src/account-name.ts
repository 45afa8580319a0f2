import { ok, type Result } from '@tocsin/kit'
import { type Refusal, refuse } from './refusal.ts'

/** A name as it is shown, and as it is looked up: `Zoé` and `zoé` are one account. */
export interface AccountName {
  readonly name: string
  readonly key: string
}

/**
 * Reads a name: 1 to 64 letters, digits, dots, dashes, underscores, at-signs and single spaces, a letter or digit first.
 *
 * No colon, which sets tokens apart (`token:<name>`); nothing that could steer a terminal or a log line.
 */
export function accountName(text: string): Result<AccountName, Refusal> {
  const name = text.normalize('NFKC').trim()
  if (name.length <= 64 && /^[\p{L}\p{N}](?: ?[\p{L}\p{M}\p{N}._@-])*$/u.test(name)) {
    return ok({ name, key: name.toLowerCase() })
  }
  return refuse('bad-name', 'This name cannot be used', 'Take 1 to 64 letters, digits, dots, dashes or spaces')
}
