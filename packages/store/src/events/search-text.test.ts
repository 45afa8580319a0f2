import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { type EventRow, eventId } from '@tocsin/event'
import { parse, type Query, toQuery } from '@tocsin/query'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventStore } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import { everything } from '../scope.ts'
import { encodeRow } from './encode-row.ts'
import { openEventStore } from './open-event-store.ts'
import { testEvent } from './test-event.ts'

const start = 1_760_000_000_000
const rows: readonly EventRow[] = [
  { message: 'Failed password for root', 'user.name': 'root', 'src_endpoint.ip': '10.2.0.7', 'dst_endpoint.port': 22 },
  { message: 'Accepted', 'actor.user.name': 'svc-backup', 'src_endpoint.ip': '10.2.9.1', 'dst_endpoint.port': 1024 },
  { message: '100% (done) | "ok"', 'device.hostname': 'lamp-07-north', 'src_endpoint.ip': '2001:db8:0::1' },
  { 'process.name': 'C:\\Windows\\cmd.exe', 'process.cmd_line': 'cmd -enc  a*b', 'dst_endpoint.port': 65535 },
  {},
]

let dir: string
let store: EventStore

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-search-'))
  store = await openEventStore({ dir })
  const lines = rows.map((row, offset) =>
    encodeRow(testEvent(offset, row, { realm: offset === 4 ? 'sample' : 'real' })),
  )
  await store.append(
    [{ rows: Buffer.from(lines.join('\n')), events: rows.length }],
    emptyPosition().with(0, rows.length),
  )
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

function queryOf(text: string): Query | undefined {
  const search = parse(text)
  if (!search.ok) return undefined
  const asked = { time: [start - 1e6, start + 1e6], timeField: 'time', limit: 100 } as const
  const query = toQuery(search.value, { ...asked, timeOf: () => start })
  return query.ok ? query.value : undefined
}

async function answer(text: string) {
  const query = queryOf(text)
  if (query === undefined) throw new Error(`${text} was not read`)
  return (await store.query(query, everything)).rows
}

describe('a text finds what it says:', () => {
  const found: readonly (readonly [text: string, offsets: readonly number[]])[] = [
    ['', [0, 1, 2, 3, 4]],
    ['"failed password"', [0]],
    ['user:ROOT', [0]],
    ['src.ip:10.2.* AND NOT user:svc*', [0]],
    ['user!=root', [1]],
    ['NOT user:root', [1, 2, 3, 4]],
    ['src.ip:10.2.0.0/16', [0, 1]],
    ['ip:2001:DB8::1', [2]],
    ['dst_endpoint.port:[1 TO 1023]', [0]],
    ['dst.port:{22 TO *]', [1, 3]],
    ['port >= 1024', [1, 3]],
    ['dst.port:(22 OR 65535)', [0, 3]],
    ['dst.port!=22', [1, 3]],
    ['host:lamp-??-north', [2]],
    ['process:C:\\Windows\\*', [3]],
    ['cmd:*"a*b"', [3]],
    ['cmd:*-enc*', [3]],
    ['"100% (done) | \\"ok\\""', [2]],
    ['exists:user OR exists:host', [0, 1, 2]],
    ['realm:sample', [4]],
    ['accepted OR (root password)', [0, 1]],
  ]
  it.each(found)('%s', async (text, offsets) => {
    const ids = (await answer(text)).map(({ id }) => id).sort()
    expect(ids).toEqual(offsets.map((offset) => eventId({ partition: 0, offset, index: 0 })))
  })
})

describe('a text groups as it says:', () => {
  it('by fields, with an event without them in the group without a value', async () => {
    expect(await answer('| count by user')).toEqual([
      { key0: null, key1: null, measure0: 3 },
      { key0: 'svc-backup', key1: null, measure0: 1 },
      { key0: null, key1: 'root', measure0: 1 },
    ])
  })

  it('by time, and with measures', async () => {
    expect(await answer('* | over time 1m | max dst.port')).toEqual([
      { key0: start - (start % 60_000), measure0: 65535 },
    ])
    expect(await answer('* | count | distinct src.ip')).toEqual([{ measure0: 5, measure1: 3 }])
    expect(await answer('dst.port:* | top 1 dst.port')).toHaveLength(1)
  })
})

const signs = fc.constantFrom(
  ...['(', ')', '"', '|', '*', '-', ' ', ':', ',', 'OR', 'NOT ', 'a', 'é', '\0', '\ud800', '%', '_', '\\', '7'],
  ...[
    'user:a*',
    'ip:10.0.0.0/31 ',
    'ip:::/0 ',
    'ip:1:2:3:4:5:6:7:8/127 ',
    'port:[1 TO 9007199254740991]',
    'host:(a, b?)',
  ],
  ...[
    'dst.port:0.5 ',
    'pid:-9007199254740991 ',
    'realm!=real ',
    'src.ip!=(a OR 1.2.3.4) ',
    'host:?a* ',
    'around 0.0.0 5m ',
  ],
  ...[
    '| count by user',
    '| over time ',
    '1s',
    '365d',
    '| top 3 host',
    '| sum bytes.in',
    '| min host ',
    '| distinct src.ip ',
  ],
)
describe('any text that can be read', () => {
  test.prop([fc.array(signs, { minLength: 1, maxLength: 9 })], { numRuns: 150 })('is answered', async (parts) => {
    const query = queryOf(parts.join(''))
    if (query !== undefined) expect(Array.isArray((await store.query(query, everything)).rows)).toBe(true)
  })
})
