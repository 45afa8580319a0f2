import { isPseudonym, pseudonymsIn } from '@tocsin/access'
import type { Query, Where } from '@tocsin/query'

/** Names that one pseudonym in a text may become: more would make the question larger than anybody wrote it. */
const most = 8

/** A question with the names that its pseudonyms stand for; a pseudonym that leads to nobody stays, and finds nothing. */
export function withNames(query: Query, namesOf: (pseudonym: string) => readonly string[]): Query {
  return query.where === undefined ? query : { ...query, where: namesFor(query.where, namesOf) }
}

export function namesFor(where: Where, namesOf: (pseudonym: string) => readonly string[]): Where {
  switch (where.kind) {
    case 'and':
    case 'or':
      return { ...where, of: where.of.map((one) => namesFor(one, namesOf)) }
    case 'not':
      return { ...where, of: namesFor(where.of, namesOf) }
    case 'cmp':
      return typeof where.value === 'string' ? each(where, where.value, (value) => ({ ...where, value })) : where
    case 'in':
      return {
        ...where,
        values: where.values.flatMap((value): readonly (string | number)[] => {
          const names = typeof value === 'string' && isPseudonym(value) ? namesOf(value) : []
          return names.length === 0 ? [value] : names
        }),
      }
    case 'contains':
    case 'starts':
    case 'ends':
    case 'anywhere':
    case 'token':
      return each(where, where.text, (text) => ({ ...where, text }))
    default:
      return where
  }

  function each(where: Where, text: string, withText: (text: string) => Where): Where {
    const [pseudonym, ...others] = new Set(pseudonymsIn(text))
    const names = pseudonym === undefined ? [] : namesOf(pseudonym).slice(0, most)
    if (pseudonym === undefined || names.length === 0) return where
    // What a name holds is not looked at again: somebody may be called like a pseudonym.
    const rest = others.reduce((all, other) => all.replaceAll(other, () => namesOf(other)[0] ?? other), text)
    const ways = names.map((name) => withText(rest.replaceAll(pseudonym, () => name)))
    const [only] = ways
    return ways.length === 1 && only !== undefined ? only : { kind: 'or', of: ways }
  }
}
