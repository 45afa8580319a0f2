import type { ColumnName } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { type Cursor, take, wordSpan } from './cursor.ts'
import { refuse, type SearchProblem } from './problem.ts'
import type { Where } from './query.ts'

/** Names that ask where an address is registered, and the addresses that they ask of. */
export const placeNames: ReadonlyMap<string, { readonly asks: 'country' | 'asn'; readonly of: readonly ColumnName[] }> =
  new Map([
    ['src.country', { asks: 'country', of: ['src_endpoint.ip'] }],
    ['dst.country', { asks: 'country', of: ['dst_endpoint.ip'] }],
    ['country', { asks: 'country', of: ['src_endpoint.ip', 'dst_endpoint.ip'] }],
    ['src.asn', { asks: 'asn', of: ['src_endpoint.ip'] }],
    ['dst.asn', { asks: 'asn', of: ['dst_endpoint.ip'] }],
    ['asn', { asks: 'asn', of: ['src_endpoint.ip', 'dst_endpoint.ip'] }],
  ])

const word = /[^\s()"|]+/uy

/** Reads the value of `src.country:FR` or `dst.asn:2200` behind its sign. */
export function parsePlace(cursor: Cursor, name: string): Result<Where, SearchProblem> {
  const span = wordSpan(cursor)
  const written = take(cursor, word) ?? ''
  const { asks, of } = placeNames.get(name) ?? { asks: 'country', of: [] }
  const asn = Number(/^(?:as)?(\d{1,10})$/i.exec(written)?.[1] ?? Number.NaN)
  const fits = asks === 'country' ? /^[a-z]{2}$/i.test(written) : asn >= 1 && asn <= 0xffff_ffff
  if (!fits) {
    return asks === 'country'
      ? refuse(
          'bad-value',
          span,
          ['A country is two letters', 'Un pays s’écrit en deux lettres'],
          [`Write its ISO 3166 code, as in ${name}:FR`, `Écrivez son code ISO 3166, comme ${name}:FR`],
        )
      : refuse(
          'bad-value',
          span,
          ['An autonomous system is a number', 'Un système autonome est un nombre'],
          [`Write ${name}:2200`, `Écrivez ${name}:2200`],
        )
  }
  const parts = of.map(
    (field): Where =>
      asks === 'country'
        ? { kind: 'country', field, code: written.toUpperCase() }
        : { kind: 'asn', field, number: asn },
  )
  const [only] = parts
  return ok(parts.length === 1 && only !== undefined ? only : { kind: 'or', of: parts })
}

/** A condition on a place as it is written. */
export function printPlace(where: Extract<Where, { kind: 'country' | 'asn' }>): string {
  const side = where.field === 'dst_endpoint.ip' ? 'dst' : 'src'
  return where.kind === 'country' ? `${side}.country:${where.code}` : `${side}.asn:${where.number}`
}
