import type { Who } from '@tocsin/access'
import type { Config } from '../config/index.ts'

/**
 * Whether somebody sees names or pseudonyms (docs/adr/0009-pseudonyms.md): whoever administers the machine can read its
 * files, so a pseudonym would hide nothing from them; their reading is audited all the same.
 */
export function seesOf(who: Who, { lens, namesFor }: Config['people']): 'names' | 'pseudonyms' {
  if (lens === 'names') return 'names'
  const role = roleOf(who)
  return role === 'administrator' || namesFor.includes(role) ? 'names' : 'pseudonyms'
}

/** An API token without a role of its own was made by an administrator. */
function roleOf(who: Who): string {
  if ('role' in who && typeof who.role === 'string') return who.role
  return who.kind === 'api-token' ? 'administrator' : who.kind
}
