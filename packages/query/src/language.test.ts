import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { holds, type Row } from './holds.fixture.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'

const signs = fc.constantFrom(
  ...[
    '(',
    ')',
    '"',
    '|',
    '*',
    '?',
    '-',
    ' ',
    ':',
    '[',
    ']',
    ',',
    '\\',
    'OR',
    'and',
    'NOT ',
    'TO',
    '>=',
    '<',
    '!=',
    'user',
  ],
  ...[
    'user:',
    'src.ip:10.2.*',
    'dst.port',
    'dst.port:[1 TO 1023]',
    'dst.port >= 5',
    'host:(a OR b)',
    'exists:host',
    '5m',
  ],
  ...[
    '| count',
    ' by ',
    'user, host',
    '| over time',
    ' 1h',
    '| top 3 ',
    '| sum bytes.in',
    'around 3.1.0 5m ',
    'id:3.1042.0',
    'src.country:FR',
    'asn:2200',
    'file:/etc/passwd',
    'cmd:/-enc\\s+\\/x/',
    'file:/tmp',
    'url:/a(b/',
    'word:root',
    'user:word("a b")',
    '/',
    'x/',
    '| frequent 5 host',
    '| percentile 99.5 bytes.out',
    '| approxdistinct user.name',
    'é😀',
    '\ud800',
    '7',
  ],
  ...[
    'realm:sample',
    'src.ip:2001:db8::/32',
    'cmd:*"a b"*',
    'host:a?b',
    'around 2026-11-22T03:14Z 5m',
    'ip!=a*',
    'port!=5',
  ],
)
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(signs, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(signs, { maxLength: 14 }).map((parts) => parts.join(' ')),
)

describe('any text', () => {
  test.prop([text], { numRuns: 3000 })('gives a search, or a problem with its place', (typed) => {
    const parsed = parse(typed)
    if (parsed.ok) return
    const { start, end, message, fix } = parsed.error
    expect(0 <= start && start <= end && end <= typed.length).toBe(true)
    expect(Math.min(message.en.length, message.fr.length, fix.en.length, fix.fr.length)).toBeGreaterThan(0)
  })

  test.prop([text], { numRuns: 3000 })('that is a search is the same search once it is printed', (typed) => {
    const parsed = parse(typed)
    if (parsed.ok) expect([print(parsed.value), parse(print(parsed.value))]).toEqual([print(parsed.value), parsed])
  })
})

// Terms with their meaning, written without the parser
interface Meaning {
  readonly text: string
  holds(row: Row): boolean
}

const names = ['actor.user.name', 'user.name'] as const
const word = fc.string({ unit: fc.constantFrom(...'abAB1*?"\\ ().|,-:'), minLength: 1, maxLength: 3 })
const quoted = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`
const fold = (value: unknown) => String(value).toLowerCase()
const users = (row: Row) => names.flatMap((name) => (row[name] === undefined ? [] : [fold(row[name])]))
const port = (row: Row) => row['dst_endpoint.port'] as number | undefined

const term: fc.Arbitrary<Meaning> = fc.oneof(
  word.map((value) => ({
    text: `user:${quoted(value)}`,
    holds: (row: Row) => users(row).some((user) => user === fold(value)),
  })),
  word.map((value) => ({
    text: `user:${quoted(value)}*`,
    holds: (row: Row) => users(row).some((user) => user.startsWith(fold(value))),
  })),
  word.map((value) => ({
    text: `user=*${quoted(value)}*`,
    holds: (row: Row) => users(row).some((user) => user.includes(fold(value))),
  })),
  word.map((value) => ({
    text: `user != ${quoted(value)}`,
    holds: (row: Row) => users(row).length > 0 && !users(row).includes(fold(value)),
  })),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((values) => ({
    text: `user.name:(${values.map(quoted).join(' OR ')})`,
    holds: (row: Row) => row['user.name'] !== undefined && values.map(fold).includes(fold(row['user.name'])),
  })),
  word.map((value) => ({
    text: quoted(value),
    holds: (row: Row) =>
      [row.message, ...users(row)].some((one) => one !== undefined && fold(one).includes(fold(value))),
  })),
  fc.constant({ text: 'exists:user', holds: (row: Row) => users(row).length > 0 }),
  fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })).map(([a, b]) => ({
    text: `dst.port:[${Math.min(a, b)} TO ${Math.max(a, b)}]`,
    holds: (row: Row) => (port(row) ?? -1) >= Math.min(a, b) && (port(row) ?? -1) <= Math.max(a, b),
  })),
  fc.integer({ min: 0, max: 9 }).map((value) => ({
    text: `dst.port > ${value}`,
    holds: (row: Row) => (port(row) ?? -1) > value,
  })),
  fc.integer({ min: 0, max: 9 }).map((value) => ({
    text: `dst.port!=${value}`,
    holds: (row: Row) => port(row) !== undefined && port(row) !== value,
  })),
)
const meaning: fc.Arbitrary<Meaning> = fc.letrec<{ node: Meaning }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    term,
    tie('node').map((one) => ({ text: `NOT (${one.text})`, holds: (row: Row) => !one.holds(row) })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((of) => ({
      text: `(${of.map((one) => one.text).join(' ')})`,
      holds: (row: Row) => of.every((one) => one.holds(row)),
    })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((of) => ({
      text: `(${of.map((one) => one.text).join(' OR ')})`,
      holds: (row: Row) => of.some((one) => one.holds(row)),
    })),
  ),
})).node
const value = fc.string({ unit: fc.constantFrom(...'abAB1*?"\\ ().|,-:'), maxLength: 4 })
const row: fc.Arbitrary<Row> = fc.record(
  { 'user.name': value, 'actor.user.name': value, message: value, 'dst_endpoint.port': fc.integer({ min: 0, max: 9 }) },
  { requiredKeys: [] },
)

describe('a search', () => {
  test.prop([meaning, fc.array(row, { minLength: 1, maxLength: 8 })], { numRuns: 1000 })(
    'means what its words say, as they are typed and as they are printed',
    (meant, rows) => {
      const parsed = parse(meant.text)
      if (!parsed.ok || parsed.value.where === undefined) throw new Error(`${meant.text} was not read`)
      const printed = parse(print(parsed.value))
      if (!printed.ok || printed.value.where === undefined) throw new Error(`${print(parsed.value)} was not read`)
      for (const one of rows) {
        expect(holds(parsed.value.where, one), meant.text).toBe(meant.holds(one))
        expect(holds(printed.value.where, one)).toBe(meant.holds(one))
      }
    },
  )
})
