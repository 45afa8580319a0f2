import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { termsToWhere } from './terms.ts'

describe('terms', () => {
  test('no term asks for everything', () => {
    expect(termsToWhere([])).toBeUndefined()
  })

  test('a field, a head field, a number, a network, a wildcard and a bare word each ask in their way', () => {
    expect(termsToWhere(['actor.user.name:svc'])).toEqual({
      kind: 'cmp',
      field: 'actor.user.name',
      op: 'eq',
      value: 'svc',
    })
    expect(termsToWhere(['source:zeek'])).toEqual({ kind: 'cmp', field: 'source', op: 'eq', value: 'zeek' })
    expect(termsToWhere(['src_endpoint.port:22'])).toEqual({
      kind: 'cmp',
      field: 'src_endpoint.port',
      op: 'eq',
      value: 22,
    })
    expect(termsToWhere(['src_endpoint.ip:10.0.0.0/8'])).toEqual({
      kind: 'cidr',
      field: 'src_endpoint.ip',
      network: '10.0.0.0/8',
    })
    expect(termsToWhere(['process.name:*.exe'])).toEqual({ kind: 'like', field: 'process.name', pattern: '*.exe' })
    expect(termsToWhere(['failed'])).toEqual({ kind: 'anywhere', text: 'failed' })
  })

  test('several terms must all hold; only the first colon parts name and value', () => {
    expect(termsToWhere(['device.hostname:a:b', 'x'])).toEqual({
      kind: 'and',
      of: [
        { kind: 'cmp', field: 'device.hostname', op: 'eq', value: 'a:b' },
        { kind: 'anywhere', text: 'x' },
      ],
    })
  })

  test.each([
    ['src.ip:10.0.0.1', 'unknown-field'],
    ['src_endpoint.port:ssh', 'not-a-number'],
    ['src_endpoint.port:', 'not-a-number'],
  ])('%s is refused with a remedy', (term, code) => {
    expect(() => termsToWhere([term])).toThrow(expect.objectContaining({ code, fix: expect.any(String) }))
  })

  test.each(['http://example.org/a', ':x', '10.0.0.1:22', 'C:\\Windows'])('%s is looked for as it stands', (text) => {
    expect(termsToWhere([text])).toEqual({ kind: 'anywhere', text })
  })

  test.prop([fc.array(fc.string(), { maxLength: 5 })])('any terms give a condition or a reason', (terms) => {
    try {
      termsToWhere(terms)
    } catch (error) {
      expect(error).toMatchObject({ name: 'TocsinError' })
    }
  })
})
