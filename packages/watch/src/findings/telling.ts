import type { Scalar, Value } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import type { Plain, RuleHead } from '@tocsin/sigma'
import { cut, shown } from './shown.ts'

/** What a rule says in our two languages, under its attribute `tocsin`. */
export interface Telling {
  readonly title?: Words
  /** Why, with `{field}` where the event's value belongs. */
  readonly reason?: Words
  /** What to do first. */
  readonly advice?: Words
  /** Harmless causes in French; the English ones are Sigma's `falsepositives`. */
  readonly benign: readonly string[]
}

const longest = 600

/**
 * Reads a rule's own words. What is not in the form `{ en, fr }` is left out: a rule by others may use the key for itself.
 *
 * `tocsin.title.fr` alone is enough: English is the rule's title.
 */
export function tellingOf(rule: Pick<RuleHead, 'custom' | 'title'>): Telling {
  const said = told.get(rule)
  if (said !== undefined) return said
  const custom = mapOf(rule.custom)
  const title = wordsOf(custom?.['title'], rule.title)
  const reason = wordsOf(custom?.['reason'])
  const advice = wordsOf(custom?.['advice'])
  const benign = mapOf(custom?.['benign'])?.['fr']
  const telling: Telling = {
    ...(title === undefined ? {} : { title }),
    ...(reason === undefined ? {} : { reason }),
    ...(advice === undefined ? {} : { advice }),
    benign: Array.isArray(benign) ? benign.slice(0, 20).flatMap((one) => textOf(one) ?? []) : [],
  }
  told.set(rule, telling)
  return telling
}

const told = new WeakMap<object, Telling>()

/**
 * A sentence with its `{field}` places filled, or nothing where a value is missing: half a sentence helps nobody.
 *
 * Values are shown as everywhere: what does not print is escaped, what is long is cut.
 */
export function filled(words: Words, valueIn: (field: string) => Value | undefined): Words | undefined {
  let whole = true
  const fill = (text: string) =>
    text.replace(/\{([^{}]{1,128})\}/g, (_, field: string) => {
      const value = valueIn(field)
      const first = Array.isArray(value) ? (value as readonly Scalar[])[0] : (value as Scalar | undefined)
      if (first === undefined || first === null || first === '') {
        whole = false
        return ''
      }
      return shown(first, 80)
    })
  const [en, fr] = [fill(words.en), fill(words.fr)]
  return whole ? { en, fr } : undefined
}

function mapOf(plain: Plain | undefined): { readonly [key: string]: Plain } | undefined {
  if (plain === undefined || plain === null || typeof plain !== 'object' || Array.isArray(plain)) return undefined
  return plain as { readonly [key: string]: Plain }
}

function wordsOf(plain: Plain | undefined, english?: string): Words | undefined {
  const map = mapOf(plain)
  const en = textOf(map?.['en']) ?? english
  const fr = textOf(map?.['fr'])
  return en === undefined || fr === undefined ? undefined : { en, fr }
}

function textOf(plain: Plain | undefined): string | undefined {
  return typeof plain === 'string' && plain.trim() !== '' ? cut(plain.trim(), longest) : undefined
}
