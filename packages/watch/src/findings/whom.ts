import { assertNever, type Observable, type Words } from '@tocsin/kit'
import { shown } from './shown.ts'

/** French no-break space: before and within units, inside guillemets. */
export const nbsp = '\u00a0'

/** Whom a sentence is about, to stand at its beginning: `On srv-01`, `Sur srv-01`. */
export function whom(about: Observable | undefined, source: string): Words {
  if (about === undefined) return { en: `In source ${shown(source, 60)}`, fr: `Dans la source ${shown(source, 60)}` }
  const value = shown(about.value)
  switch (about.kind) {
    case 'host':
      return { en: `On ${value}`, fr: `Sur ${value}` }
    case 'device':
      return { en: `On device ${value}`, fr: `Sur l’équipement ${value}` }
    case 'account':
      return { en: `Account ${value}`, fr: `Compte ${value}` }
    case 'address':
      return { en: `Address ${value}`, fr: `Adresse ${value}` }
    default:
      return assertNever(about.kind)
  }
}

/** Whom, to stand inside a sentence: `on srv-01`, `by account ada`, `around 10.0.0.7`. */
export function amid(about: Observable | undefined): Words {
  if (about === undefined) return { en: 'without a named host', fr: 'sans hôte nommé' }
  const value = shown(about.value)
  switch (about.kind) {
    case 'host':
      return { en: `on ${value}`, fr: `sur ${value}` }
    case 'device':
      return { en: `on device ${value}`, fr: `sur l’équipement ${value}` }
    case 'account':
      return { en: `with account ${value}`, fr: `avec le compte ${value}` }
    case 'address':
      return { en: `with address ${value}`, fr: `avec l’adresse ${value}` }
    default:
      return assertNever(about.kind)
  }
}

/** A title in the quotes of each language. */
export function quoted(text: string, length?: number): Words {
  const value = shown(text, length)
  return { en: `“${value}”`, fr: `«${nbsp}${value}${nbsp}»` }
}

/** A rule's title in quotes, each language in its own words where the rule gives them. */
export function named(title: string, says: Words | undefined): Words {
  return says === undefined ? quoted(title) : { en: quoted(says.en).en, fr: quoted(says.fr).fr }
}
