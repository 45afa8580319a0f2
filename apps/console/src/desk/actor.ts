import type { TFunction } from 'i18next'
import { printable } from '../design/printable.ts'

/** Who acted, for people: a name, a program by its token's name, or Tocsin itself. */
export function actorOf(who: string, t: TFunction): string {
  if (who.startsWith('tocsin:')) return t('product')
  return who.startsWith('token:') ? t('work.program', { name: printable(who.slice(6)) }) : printable(who)
}
