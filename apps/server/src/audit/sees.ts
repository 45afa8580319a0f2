import type { Who } from '@tocsin/access'
import type { Config } from '../config/index.ts'

/**
 * Whether somebody sees names or pseudonyms (docs/adr/0009-pseudonyms-at-the-boundary.md): whoever administers the machine can read its
 * files, so a pseudonym would hide nothing from them; their reading is audited all the same.
 */
export function seesOf(who: Who, { lens, namesFor }: Config['people']): 'names' | 'pseudonyms' {
  if (lens === 'names') return 'names'
  const role = 'role' in who ? who.role : who.kind
  return role === 'administrator' || role === 'machine' || namesFor.includes(role) ? 'names' : 'pseudonyms'
}
