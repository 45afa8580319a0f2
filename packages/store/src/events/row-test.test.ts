import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import type { EventRow } from '@tocsin/event'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EventStore } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import type { Field, Where } from '../query.ts'
import { everything } from '../scope.ts'
import { encodeRow } from './encode-row.ts'
import { openEventStore } from './open-event-store.ts'
import { rowTest } from './row-test.ts'
import { storedRow } from './stored-row.ts'
import { testEvent } from './test-event.ts'

const rows: readonly EventRow[] = [
  { message: 'Failed password for Root', 'user.name': 'root', 'src_endpoint.ip': '10.2.0.7', 'dst_endpoint.port': 22 },
  { message: 'Accepté à l’école', 'actor.user.name': 'svc-backup', 'src_endpoint.ip': '10.2.9.1', severity_id: 3 },
  { message: '100% (done) | "ok"', 'device.hostname': 'lamp-07-north', 'src_endpoint.ip': '2001:db8:0::1' },
  { 'process.name': 'C:\\Windows\\cmd.exe', 'process.cmd_line': 'cmd -enc  a*b_c', 'dst_endpoint.port': 65535 },
  { message: 'aaaaab \u{1f6a6}x', 'src_endpoint.ip': '::ffff:10.2.0.7', severity_id: 0 },
  {},
]
const lines = rows.map((row, offset) =>
  encodeRow(testEvent(offset, row, { realm: offset === 4 ? 'sample' : 'real', repeated: offset === 1 })),
)

let dir: string
let store: EventStore

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'row-test-'))
  store = await openEventStore({ dir })
  await store.append(
    [{ rows: Buffer.from(lines.join('\n')), events: rows.length }],
    emptyPosition().with(0, rows.length),
  )
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

const asked = { from: 'event', time: [0, 8e15], timeField: 'time', limit: 100, order: 'ascending' } as const

it('a line that was encoded is the row that the store answers with', async () => {
  const stored = (await store.query(asked, everything)).rows
  for (const [index, line] of lines.entries()) expect(stored[index]).toMatchObject(storedRow(line) ?? {})
  expect(storedRow('{"cut')).toBeUndefined()
})

const text = fc.oneof(
  fc.constantFrom('root', 'ROOT', 'a', 'aab', '%', '_', 'É', 'svc', '10.2.0.7', '::1', '', 'real', 'yes', '\u{1f6a6}'),
  fc.string({ maxLength: 4 }),
)
const pattern = fc.array(fc.constantFrom('*', '?', 'a', 'b', 'o', '%', '_', '.', '\\', 'é', '\u{1f6a6}'), {
  maxLength: 6,
})
const textField = fc.constantFrom<Field>(
  ...([
    'message',
    'user.name',
    'src_endpoint.ip',
    'process.cmd_line',
    'source',
    'repeated',
    'device.hostname',
  ] as const),
)
const numberField = fc.constantFrom<Field>('dst_endpoint.port', 'severity_id')
const number = fc.constantFrom(0, 3, 22, 65_535, -1)
const leaf: fc.Arbitrary<Where> = fc.oneof(
  fc.record({ kind: fc.constant('cmp' as const), field: textField, op: fc.constantFrom('eq', 'ne'), value: text }),
  fc.record({
    kind: fc.constant('cmp' as const),
    field: numberField,
    op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
    value: number,
  }),
  fc.record({ kind: fc.constantFrom('contains', 'starts', 'ends'), field: textField, text }),
  fc.record({ kind: fc.constant('like' as const), field: textField, pattern: pattern.map((parts) => parts.join('')) }),
  fc.record({ kind: fc.constant('in' as const), field: textField, values: fc.array(text, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('in' as const), field: numberField, values: fc.array(number, { maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('cidr' as const),
    field: fc.constant('src_endpoint.ip' as const),
    network: fc.constantFrom('10.2.0.0/16', '10.2.0.7', '::/0', '2001:db8::/32', '0.0.0.0/0', '::ffff:0:0/96'),
  }),
  fc.record({ kind: fc.constant('exists' as const), field: fc.oneof(textField, numberField) }),
  fc.record({ kind: fc.constant('anywhere' as const), text }),
  fc.record({ kind: fc.constant('token' as const), text: text.filter((one) => one !== '') }),
  fc.record({ kind: fc.constant('token' as const), field: textField, text: text.filter((one) => one !== '') }),
  fc.record({ kind: fc.constant('realm' as const), realm: fc.constantFrom('real', 'sample') }),
)
const anyWhere = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({
      kind: fc.constant('regex' as const),
      field: textField,
      pattern: fc.constantFrom('^a+b', 'r.*T', '[0-9]{2,}', '\\bsvc', '(fail|accept)', 'é$', '^$', '\\pL{3}', 'x|\\d'),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('where') }),
  ),
})).where

test.prop([anyWhere], { numRuns: 150 })(
  'an event that arrives is held against a condition as the store would',
  async (where) => {
    const found = (await store.query({ ...asked, where }, everything)).rows.map(({ id }) => id)
    const test = rowTest(where)
    const held = lines.map(storedRow).flatMap((row) => (row !== undefined && test(row) ? [row['id']] : []))
    expect(held).toEqual(found)
  },
)

it('places are held against what somebody else knows of them, and refused where nobody does', () => {
  const french: Where = { kind: 'not', of: { kind: 'country', field: 'src_endpoint.ip', code: 'FR' } }
  const placeOf = (address: string) => (address === '10.2.0.7' ? { country: 'FR', asn: 64500 } : undefined)
  const held = (where: Where) => {
    const test = rowTest(where, placeOf)
    return lines.map(storedRow).map((row) => row !== undefined && test(row))
  }
  expect(held(french)).toEqual([false, true, true, true, true, true])
  expect(held({ kind: 'asn', field: 'src_endpoint.ip', number: 64500 })).toEqual([true, ...Array(5).fill(false)])
  expect(() => rowTest(french)).toThrow('Places')
  expect(() => rowTest({ kind: 'country', field: 'message', code: 'FR' }, placeOf)).toThrow('address')
})

it('what is no expression of RE2 is refused with what is', () => {
  expect(() => rowTest({ kind: 'regex', field: 'message', pattern: '(?=a)' })).toThrow('regular expression')
  expect(() => rowTest({ kind: 'regex', field: 'message', pattern: 'x'.repeat(9000) })).toThrow('too long')
})

it('what the store refuses is refused here too', () => {
  const sound: Where = { kind: 'starts', field: 'message', text: 'x' }
  expect(() => rowTest({ ...sound, field: 'no.such' as Field })).toThrow('unknown field')
  expect(() => rowTest({ ...sound, text: 'x'.repeat(5000) })).toThrow('too long')
})
