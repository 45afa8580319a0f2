import { expect, it } from 'vitest'
import { parse } from './parse.ts'
import { print } from './print.ts'

const where = (text: string) => {
  const search = parse(text)
  return search.ok ? search.value.where : search.error
}

it('asks where an address is registered, of one end or both', () => {
  expect(where('src.country:fr')).toEqual({ kind: 'country', field: 'src_endpoint.ip', code: 'FR' })
  expect(where('dst.asn=AS2200')).toEqual({ kind: 'asn', field: 'dst_endpoint.ip', number: 2200 })
  expect(where('country:FR')).toMatchObject({
    kind: 'or',
    of: [{ field: 'src_endpoint.ip' }, { field: 'dst_endpoint.ip' }],
  })
  expect(where('NOT src.country:FR')).toMatchObject({ kind: 'not' })
})

it('is printed as it is read', () => {
  for (const text of ['src.country:FR', 'dst.asn:2200', 'asn:1 user:root', 'NOT country:DE']) {
    const search = parse(text)
    if (!search.ok) throw new Error(text)
    expect(parse(print(search.value))).toEqual(search)
  }
})

it('is refused in its place where it is no country and no number', () => {
  for (const text of [
    'src.country:France',
    'src.country:*',
    'src.country:',
    'dst.asn:x',
    'asn:0',
    'src.country:(FR OR DE)',
  ]) {
    expect(where(text), text).toMatchObject({ code: 'bad-value', start: text.search(/[:=]/) + 1 })
  }
})
