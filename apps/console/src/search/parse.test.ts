import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { parseQuery } from './parse.ts'

const read = (text: string) => {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}
const refused = (text: string) => {
  const parsed = parseQuery(text)
  return parsed.ok ? undefined : parsed.error
}

test('terms that stand side by side must all hold', () => {
  expect(read('source:windows process.name:powershell.exe')).toEqual({
    kind: 'and',
    of: [
      { kind: 'cmp', field: 'source', op: 'eq', value: 'windows' },
      { kind: 'cmp', field: 'process.name', op: 'eq', value: 'powershell.exe' },
    ],
  })
})

test('or binds weaker than and, and brackets stronger', () => {
  expect(read('a b or c')).toMatchObject({ kind: 'or', of: [{ kind: 'and' }, { kind: 'anywhere', text: 'c' }] })
  expect(read('a (b or c)')).toMatchObject({ kind: 'and', of: [{ kind: 'anywhere' }, { kind: 'or' }] })
})

test('each kind of term has its condition', () => {
  expect(read('src_endpoint.ip:10.0.0.0/8')).toEqual({ kind: 'cidr', field: 'src_endpoint.ip', network: '10.0.0.0/8' })
  expect(read('src_endpoint.ip:2001:db8::1')).toMatchObject({ kind: 'cmp', value: '2001:db8::1' })
  expect(read('dst_endpoint.port>=1024')).toEqual({ kind: 'cmp', field: 'dst_endpoint.port', op: 'gte', value: 1024 })
  expect(read('device.hostname:*.example.org')).toEqual({
    kind: 'like',
    field: 'device.hostname',
    pattern: '*.example.org',
  })
  expect(read('user.name:*')).toEqual({ kind: 'exists', field: 'user.name' })
  expect(read('realm:sample')).toEqual({ kind: 'realm', realm: 'sample' })
  expect(read('"two words"')).toEqual({ kind: 'anywhere', text: 'two words' })
  expect(read('-source:zeek')).toEqual({ kind: 'not', of: { kind: 'cmp', field: 'source', op: 'eq', value: 'zeek' } })
  expect(read('not source:zeek')).toEqual(read('-source:zeek'))
})

test('a quoted star is a star', () => {
  expect(read('user.name:"*"')).toEqual({ kind: 'cmp', field: 'user.name', op: 'eq', value: '*' })
  expect(read('process.cmd_line:"say \\"hi\\""')).toMatchObject({ value: 'say "hi"' })
})

test('nothing typed asks for everything', () => {
  expect(read('  ')).toBeUndefined()
})

test('a mistake is refused with its place', () => {
  expect(refused('source:"win')).toEqual({ kind: 'unclosedQuote', at: 8 })
  expect(refused('(a or b')).toEqual({ kind: 'unclosedParen', at: 1 })
  expect(refused('a)')).toEqual({ kind: 'strayParen', at: 2 })
  expect(refused('a or')).toEqual({ kind: 'missingTerm', at: 5 })
  expect(refused('nofield:1')).toEqual({ kind: 'unknownField', field: 'nofield', at: 1 })
  expect(refused('a user.name:')).toEqual({ kind: 'missingValue', field: 'user.name', at: 3 })
  expect(refused('dst_endpoint.port:ssh')).toMatchObject({ kind: 'notNumber', value: 'ssh' })
  expect(refused('src_endpoint.ip:ten/8')).toMatchObject({ kind: 'notAddress' })
})

test('a query that is too large or too deep is refused', () => {
  expect(refused(Array.from({ length: 200 }, () => 'a').join(' '))).toMatchObject({ kind: 'tooMany' })
  expect(refused(`${'('.repeat(40)}a${')'.repeat(40)}`)).toMatchObject({ kind: 'tooMany' })
})

test.prop([fc.string({ maxLength: 200 })])('any text gives a question or a problem with its place', (text) => {
  const parsed = parseQuery(text)
  expect(parsed.ok || (parsed.error.at >= 1 && parsed.error.at <= text.length + 1)).toBe(true)
})

test.prop([fc.array(fc.constantFrom('(', ')', 'or', 'not', '-', 'a', 'source:x', '"', ' ', 'user.name:*'))])(
  'any row of signs is read without an exception',
  (signs) => {
    expect(() => parseQuery(signs.join(' '))).not.toThrow()
  },
)
