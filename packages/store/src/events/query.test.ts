import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { fc, test } from '@fast-check/vitest'
import { columns, type Event, type EventRow, eventId, realms } from '@tocsin/event'
import { remote, serve } from '@tocsin/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventStore } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import type { Field, Query, Where } from '../query.ts'
import { everything } from '../scope.ts'
import { eventStoreOver, type StoreHandlers, storeHandlers } from '../state/store-handlers.ts'
import { addressNumber, addressRange, mappedBlock } from './address.ts'
import { encodeRow } from './encode-row.ts'
import { openEventStore } from './open-event-store.ts'
import { testEvent } from './test-event.ts'

const start = 1_760_000_000_000
const letters = fc.string({ unit: fc.constantFrom(...'aAbBéÉßıİKkσΣς*?%_\\.(^$[]{}|+é😀 \n'), maxLength: 5 })
const address = fc.oneof(
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.2',
    '10.1.0.1',
    '192.0.2.7',
    '2001:db8::1',
    '2001:DB8:0:0::2',
    '::1',
    'fe80::1%eth0',
  ),
  fc.constantFrom('::ffff:10.0.0.1', 'not an address', '10.0.0'),
)
const integer = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.maxSafeInteger())
const row: fc.Arbitrary<EventRow> = fc.record(
  {
    message: letters,
    'user.name': letters,
    'src_endpoint.ip': address,
    'dst_endpoint.ip': address,
    'dst_endpoint.port': integer,
    severity_id: integer,
  },
  { requiredKeys: [] },
)
const head = fc.record({
  realm: fc.constantFrom(...realms),
  source: fc.constantFrom('syslog', 'Zeek'),
  time: fc.integer({ min: -5, max: 5 }).map((n) => start + n * 700),
})

const events: Event[] = fc
  .sample(fc.tuple(row, head), { numRuns: 400, seed: 7 })
  .map(([ocsf, rest], offset) => testEvent(offset, ocsf, rest))

const textField = fc.constantFrom<Field>('message', 'user.name', 'src_endpoint.ip', 'source', 'file.path')
const numberField = fc.constantFrom<Field>('dst_endpoint.port', 'severity_id', 'process.pid')
const addressField = fc.constantFrom<'src_endpoint.ip' | 'dst_endpoint.ip'>('src_endpoint.ip', 'dst_endpoint.ip')
const cidr = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/31',
  '0.0.0.0/0',
  '::/0',
  '2001:db8::/32',
  '::ffff:0:0/96',
  '::1',
  '10.0.0.1',
)
const sought = fc.oneof(letters, address, fc.constantFrom('SYSLOG', 'zeek', '3'))

const where: fc.Arbitrary<Where> = fc.letrec<{ node: Where }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ kind: fc.constant('contains' as const), field: textField, text: letters }),
    fc.record({ kind: fc.constantFrom('starts' as const, 'ends' as const), field: textField, text: letters }),
    fc.record({ kind: fc.constant('like' as const), field: textField, pattern: sought }),
    fc.record({ kind: fc.constant('cmp' as const), field: textField, op: fc.constantFrom('eq', 'ne'), value: sought }),
    fc.record({
      kind: fc.constant('cmp' as const),
      field: numberField,
      op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
      value: fc.oneof(integer, fc.constantFrom(1.5, '3', 1e300, -0)),
    }),
    fc.record({ kind: fc.constant('in' as const), field: textField, values: fc.array(sought, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('in' as const), field: numberField, values: fc.array(integer, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('cidr' as const), field: addressField, network: cidr }),
    fc.record({ kind: fc.constant('exists' as const), field: fc.oneof(textField, numberField) }),
    fc.record({ kind: fc.constant('anywhere' as const), text: sought }),
    fc.record({
      kind: fc.constant('regex' as const),
      field: textField,
      pattern: fc.constantFrom('^[ab]', 'a.?b', '[.]$'),
    }),
    fc.record({ kind: fc.constant('realm' as const), realm: fc.constantFrom(...realms) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('node'), { maxLength: 3 }) }),
  ) as fc.Arbitrary<Where>,
})).node

let dir: string
let store: EventStore

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-query-'))
  store = await openEventStore({ dir })
  const rows = Buffer.from(events.map(encodeRow).join('\n'))
  await store.append([{ rows, events: events.length }], emptyPosition().with(0, events.length))
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

function query(change: Partial<Query> = {}): Query {
  return { from: 'event', time: [start - 1e6, start + 1e6], timeField: 'time', limit: 10_000, ...change }
}

/** Simple case folding, a character at a time: what the store's lower() does. */
function fold(text: string): string {
  return [...text].map((character) => [...character.toLowerCase()][0]).join('')
}

function fieldValue(event: Event, field: Field): string | number | boolean | undefined {
  if (field === 'time_quality') return event.timeQuality
  if (field === 'source' || field === 'realm' || field === 'origin' || field === 'decoder') return event[field]
  return event.ocsf[field]
}

const addressNames = new Set<string>(columns.filter(({ type }) => type === 'address').map(({ name }) => name))

function same(field: Field, kept: string, asked: string): boolean {
  const number = addressNames.has(field) ? addressNumber(asked) : undefined
  return number === undefined ? fold(kept) === fold(asked) : addressNumber(kept) === number
}

function compares(op: string, kept: number, asked: number): boolean {
  const holds = {
    eq: kept === asked,
    ne: kept !== asked,
    lt: kept < asked,
    lte: kept <= asked,
    gt: kept > asked,
    gte: kept >= asked,
  }
  return holds[op as keyof typeof holds]
}

function likens(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text.length === 0
  if (first === '*') return likens(text, rest) || (text.length > 0 && likens(text.slice(1), pattern))
  return text.length > 0 && (first === '?' || first === text[0]) && likens(text.slice(1), rest)
}

function texts(event: Event): string[] {
  return columns.flatMap(({ name, type }) => {
    const value = event.ocsf[name]
    return (type === 'text' || type === 'address') && value !== undefined ? [String(value)] : []
  })
}

/** The meaning of a condition, written again without a database. */
function holds(node: Where, event: Event): boolean {
  switch (node.kind) {
    case 'and':
      return node.of.every((part) => holds(part, event))
    case 'or':
      return node.of.some((part) => holds(part, event))
    case 'not':
      return !holds(node.of, event)
    case 'realm':
      return event.realm === node.realm
    case 'exists':
      return fieldValue(event, node.field) !== undefined
    case 'anywhere':
      return texts(event).some((value) => fold(value).includes(fold(node.text)))
    case 'token':
      return (node.field === undefined ? texts(event) : [fieldValue(event, node.field) ?? '']).some((value) =>
        String(value)
          .toLowerCase()
          .split(/[^a-z]+/)
          .includes(node.text.toLowerCase()),
      )
    default: {
      const value = fieldValue(event, node.field)
      if (value === undefined) return false
      switch (node.kind) {
        case 'contains':
          return fold(String(value)).includes(fold(node.text))
        case 'starts':
          return fold(String(value)).startsWith(fold(node.text))
        case 'ends':
          return fold(String(value)).endsWith(fold(node.text))
        case 'regex':
          return new RegExp(node.pattern, 'isu').test(String(value))
        case 'like':
          return likens([...fold(String(value))], [...fold(node.pattern)])
        case 'in':
          return node.values.some((one) =>
            typeof value === 'number' ? value === one : same(node.field, String(value), String(one)),
          )
        case 'cmp':
          if (typeof value === 'number') return compares(node.op, value, Number(node.value))
          return same(node.field, value as string, String(node.value)) === (node.op === 'eq')
        case 'cidr': {
          const range = addressRange(node.network)
          const number = addressNumber(String(value))
          if (range === undefined || number === undefined || number < range.from || number > range.to) return false
          return !(range.apart && number >= mappedBlock.from && number <= mappedBlock.to)
        }
      }
    }
  }
}

describe('a condition', () => {
  test.prop([where], { numRuns: 200 })('selects in the store what it means', async (condition) => {
    const { rows } = await store.query(query({ where: condition }), everything)
    const found = rows.map(({ id }) => id).sort()
    const meant = events
      .filter((event) => holds(condition, event))
      .map((event) => eventId(event.at))
      .sort()
    expect(found).toEqual(meant)
  })
})

describe('a word or a regular expression', () => {
  const said = [
    'Accepted password for root',
    'acceptedpassword',
    'pass_word root-kit',
    'ROOT',
    '(root)',
    'rooted',
    'a\nroot',
    '',
  ]
  const own = said.map((message, offset) =>
    testEvent(
      offset,
      { message },
      { at: { partition: 18, offset, index: 0 }, time: start + 5e8, received: start + 5e8 },
    ),
  )
  const found = async (condition: Where) => {
    const { rows } = await store.query(
      query({ time: [start + 5e8, start + 6e8], order: 'ascending', where: condition }),
      everything,
    )
    return rows.map((row) => said.indexOf(String(row['message'] ?? '')))
  }
  beforeAll(async () => {
    await store.append(
      [{ rows: Buffer.from(own.map(encodeRow).join('\n')), events: own.length }],
      emptyPosition().with(18, own.length),
    )
  })

  it('is a whole word, in one field or in any', async () => {
    expect(await found({ kind: 'token', field: 'message', text: 'Root' })).toEqual([0, 2, 3, 4, 6])
    expect(await found({ kind: 'token', text: 'password' })).toEqual([0])
    expect(await found({ kind: 'token', text: 'accepted PASSWORD' })).toEqual([0])
    expect(await found({ kind: 'token', text: '.*' })).toEqual([])
  })

  it('is RE2 over the value, with letters folded unless it says otherwise', async () => {
    expect(await found({ kind: 'regex', field: 'message', pattern: '^root(ed)?$' })).toEqual([3, 5])
    expect(await found({ kind: 'regex', field: 'message', pattern: '(?-i)ROOT' })).toEqual([3])
    expect(await found({ kind: 'regex', field: 'message', pattern: 'a.root' })).toEqual([6])
    expect(await found({ kind: 'not', of: { kind: 'regex', field: 'message', pattern: '\\w' } })).toEqual([7])
  })

  it('of hostile nesting takes time linear in the text', async () => {
    const asked: Where = { kind: 'regex', field: 'message', pattern: '^(a|a?)+$' }
    await expect(found(asked)).resolves.toEqual([7])
  })
})

test.prop([where, fc.subarray(['syslog', 'Zeek', 'other'])], { numRuns: 50 })(
  'a scope lets its sources through and nothing else, whatever is asked',
  async (condition, sources) => {
    const scope = { kind: 'sources', sources } as const
    const { rows } = await store.query(query({ where: condition }), scope)
    const meant = events.filter((event) => sources.includes(event.source) && holds(condition, event))
    expect(rows.map(({ id }) => id).sort()).toEqual(meant.map((event) => eventId(event.at)).sort())
    const { rows: counted } = await store.query(query({ measures: [{ kind: 'count' }] }), scope)
    expect(counted).toEqual([{ measure0: events.filter(({ source }) => sources.includes(source)).length }])
  },
)

describe('events', () => {
  test.prop([fc.integer({ min: 9, max: 150 }), fc.constantFrom('ascending', 'descending', undefined)], { numRuns: 20 })(
    'come page by page, each once, in the order of time and id',
    async (limit, order) => {
      const asked = query({ limit, ...(order === undefined ? {} : { order: order as 'ascending' }) })
      const seen: { time: number; id: string }[] = []
      for (;;) {
        const after = seen.at(-1)
        const { rows } = await store.query({ ...asked, ...(after === undefined ? {} : { after }) }, everything)
        for (const { time, id } of rows) seen.push({ time: Number(time), id: String(id) })
        if (rows.length < limit) break
      }
      const expected = events
        .map((event) => ({ time: event.time, id: eventId(event.at), offset: event.at.offset }))
        .sort((a, b) => a.time - b.time || a.offset - b.offset)
        .map(({ time, id }) => ({ time, id }))
      expect(seen).toEqual(order === 'ascending' ? expected : expected.reverse())
    },
  )

  it('carry their head, and only the columns that they have', async () => {
    const event = events.find(({ ocsf }) => Object.keys(ocsf).length === 2) ?? testEvent(0)
    const { rows, took } = await store.query(query(), everything)
    expect(rows.find(({ id }) => id === eventId(event.at))).toEqual({
      id: eventId(event.at),
      time: event.time,
      received: event.received,
      source: event.source,
      realm: event.realm,
      origin: 'address',
      decoder: 'syslog',
      time_quality: 'stated',
      ...event.ocsf,
    })
    expect(took).toBeGreaterThan(0)
  })

  it('lie in [from, to) of the time that is asked for', async () => {
    const time = [start - 700, start + 700] as const
    const inside = (of: (event: Event) => number) =>
      events.filter((event) => of(event) >= time[0] && of(event) < time[1])
    const byTime = await store.query(query({ time }), everything)
    const byReceived = await store.query(query({ time, timeField: 'received' }), everything)
    expect(byTime.rows).toHaveLength(inside((event) => event.time).length)
    expect(byReceived.rows).toHaveLength(inside((event) => event.received).length)
  })
})

describe('groups', () => {
  it('count, and come largest first', async () => {
    const { rows } = await store.query(
      query({
        groupBy: [{ kind: 'field', field: 'realm' }],
        measures: [{ kind: 'count' }, { kind: 'distinct', field: 'message' }],
      }),
      everything,
    )
    const expected = realms
      .map((realm) => {
        const own = events.filter((event) => event.realm === realm)
        const said = new Set(own.flatMap(({ ocsf }) => ocsf.message ?? []))
        return { key0: realm, measure0: own.length, measure1: said.size }
      })
      .sort((a, b) => b.measure0 - a.measure0 || (a.key0 < b.key0 ? -1 : 1))
    expect(rows).toEqual(expected)
  })

  it('fall into buckets that start at multiples of their width, before 1970 too', async () => {
    const old = [-1, -1000, -1001, 0, 999].map((time, offset) =>
      testEvent(offset, {}, { at: { partition: 16, offset, index: 0 }, time }),
    )
    await store.append([{ rows: Buffer.from(old.map(encodeRow).join('\n')), events: 5 }], emptyPosition().with(16, 5))
    const { rows } = await store.query(
      query({ time: [-5000, 5000], groupBy: [{ kind: 'bucket', seconds: 1 }], measures: [{ kind: 'count' }] }),
      everything,
    )
    expect(rows).toEqual([
      { key0: -1000, measure0: 2 },
      { key0: 0, measure0: 2 },
      { key0: -2000, measure0: 1 },
    ])
  })

  it('measure numbers, and say null where nothing was measured', async () => {
    const ports = events.flatMap(({ ocsf }) =>
      ocsf['dst_endpoint.port'] === undefined ? [] : [Number(ocsf['dst_endpoint.port'])],
    )
    const port = 'dst_endpoint.port' as const
    const measures = (['sum', 'avg', 'min', 'max'] as const).map((kind) => ({ kind, field: port }))
    const { rows } = await store.query(query({ measures }), everything)
    const sum = ports.reduce((total, one) => total + BigInt(one), 0n)
    expect(rows[0]?.['measure0']).toBeCloseTo(Number(sum), -3)
    expect(rows[0]).toMatchObject({ measure2: Math.min(...ports), measure3: Math.max(...ports) })
    const none = await store.query(query({ measures: [{ kind: 'sum', field: 'process.pid' }] }), everything)
    expect(none.rows).toEqual([{ measure0: null }])
  })
})

describe('sketches', () => {
  it('say about how many values there are, the most frequent, and percentiles', async () => {
    const values = Array.from({ length: 5_000 }, (_, i) => i)
    const own = values.map((i) =>
      testEvent(
        i,
        { 'user.name': i % 10 < 6 ? 'ana "the first"' : i % 10 < 9 ? 'bo' : `u${i}`, 'traffic.bytes_out': i },
        { at: { partition: 19, offset: i, index: 0 }, time: start + 7e8, received: start + 7e8 },
      ),
    )
    await store.append(
      [{ rows: Buffer.from(own.map(encodeRow).join('\n')), events: own.length }],
      emptyPosition().with(19, own.length),
    )
    const { rows } = await store.query(
      query({
        time: [start + 7e8, start + 8e8],
        groupBy: [{ kind: 'field', field: 'source' }],
        measures: [
          { kind: 'approxDistinct', field: 'user.name' },
          { kind: 'topK', field: 'user.name', k: 2 },
          { kind: 'percentile', field: 'traffic.bytes_out', percent: 95 },
          { kind: 'topK', field: 'session.uid', k: 3 },
        ],
      }),
      everything,
    )
    const [row] = rows
    expect(Math.abs(Number(row?.['measure0']) / 502 - 1)).toBeLessThan(0.15)
    expect(JSON.parse(String(row?.['measure1']))).toEqual(['ana "the first"', 'bo'])
    expect(Math.abs(Number(row?.['measure2']) - 4_750)).toBeLessThan(50)
    expect(row?.['measure3']).toBeNull()
  })
})

describe('a query is refused', () => {
  const nested = (depth: number): Where =>
    depth === 0 ? { kind: 'exists', field: 'message' } : { kind: 'not', of: nested(depth - 1) }
  const bad: readonly (readonly [string, unknown])[] = [
    ['without a time range', { time: undefined }],
    ['with a range that ends before it starts', { time: [2, 1] }],
    ['with a range without end', { time: [0, Infinity] }],
    ['over a time that is no time', { timeField: 'time) or (1=1' }],
    ['for too many rows', { limit: 10_001 }],
    ['for a part of a row', { limit: 1.5 }],
    ['on a field that is no field', { where: { kind: 'exists', field: '1; drop table event' } }],
    ['on a field of every object', { where: { kind: 'exists', field: 'constructor' } }],
    ['with an unknown condition', { where: { kind: 'soundslike', field: 'message', text: 'a' } }],
    ['by a regular expression that is none', { where: { kind: 'regex', field: 'message', pattern: 'a(' } }],
    ['by one that looks around', { where: { kind: 'regex', field: 'message', pattern: '(?=a)b' } }],
    ['by one that refers back', { where: { kind: 'regex', field: 'message', pattern: '(a)\\1' } }],
    ['by one that is too long', { where: { kind: 'regex', field: 'message', pattern: 'a'.repeat(513) } }],
    ['by one of too many steps', { where: { kind: 'regex', field: 'message', pattern: '((a{999}){999}){9}' } }],
    ['by one on a number', { where: { kind: 'regex', field: 'severity_id', pattern: 'a' } }],
    ['for too many frequent values', { measures: [{ kind: 'topK', field: 'message', k: 101 }] }],
    ['for a percentile past all', { measures: [{ kind: 'percentile', field: 'severity_id', percent: 101 }] }],
    ['with an unknown comparison', { where: { kind: 'cmp', field: 'message', op: 'toString', value: 'a' } }],
    ['nested too deeply', { where: nested(17) }],
    ['with too many parts', { where: { kind: 'or', of: new Array(600).fill({ kind: 'exists', field: 'message' }) } }],
    ['with too long a list', { where: { kind: 'in', field: 'message', values: new Array(1001).fill('x') } }],
    ['with too long a text', { where: { kind: 'anywhere', text: 'x'.repeat(5000) } }],
    ['with an object for a text', { where: { kind: 'anywhere', text: {} } }],
    ['with text in a number', { where: { kind: 'cmp', field: 'severity_id', op: 'gt', value: 'high' } }],
    ['with an order of texts', { where: { kind: 'cmp', field: 'message', op: 'gt', value: 'a' } }],
    ['with a network that is none', { where: { kind: 'cidr', field: 'src_endpoint.ip', network: '10.0.0.0/33' } }],
    ['with a network on a text', { where: { kind: 'cidr', field: 'message', network: '10.0.0.0/8' } }],
    ['with a bucket of no width', { groupBy: [{ kind: 'bucket', seconds: 0 }] }],
    ['summing a text', { measures: [{ kind: 'sum', field: 'message' }] }],
    ['paging through groups', { measures: [{ kind: 'count' }], after: { time: 1, id: '0.0.0' } }],
    ['paging on from nowhere', { after: { time: 1, id: "0.0.0'" } }],
    ['with nothing to group by', { groupBy: [] }],
  ]
  it.each(bad)('%s', async (_, change) => {
    const asked = query(change as Partial<Query>)
    await expect(store.query(asked, everything)).rejects.toMatchObject({ code: 'bad-query', fix: expect.any(String) })
  })
})

describe('any value in the place of a query', () => {
  const part = fc.letrec<{ part: unknown }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.record(
        {
          kind: fc.constantFrom(
            'and',
            'not',
            'cmp',
            'in',
            'like',
            'cidr',
            'anywhere',
            'realm',
            'token',
            'regex',
            'topK',
            'percentile',
            'bucket',
            'count',
            'sum',
            'field',
          ),
          of: fc.oneof(tie('part'), fc.array(tie('part'), { maxLength: 2 })),
          field: fc.oneof(fc.constantFrom('message', 'severity_id', '__proto__'), fc.jsonValue({ maxDepth: 1 })),
          value: fc.jsonValue({ maxDepth: 1 }),
          values: fc.jsonValue({ maxDepth: 1 }),
          op: fc.constantFrom('eq', 'lt', 'nil'),
          text: fc.jsonValue({ maxDepth: 0 }),
          pattern: fc.jsonValue({ maxDepth: 0 }),
          seconds: fc.jsonValue({ maxDepth: 0 }),
        },
        { requiredKeys: ['kind'] },
      ),
    ),
  })).part
  const change = fc.record(
    {
      where: part,
      groupBy: fc.oneof(part, fc.array(part)),
      measures: fc.oneof(part, fc.array(part)),
      after: part,
      time: part,
    },
    { requiredKeys: [] },
  )
  test.prop([change], { numRuns: 300 })('is answered, or refused with a remedy', async (asked) => {
    try {
      await store.query(query(asked as Partial<Query>), everything)
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-query', fix: expect.any(String) })
    }
  })
})

describe('a query from another thread', () => {
  it('is answered, refused and cancelled as it is beside the store', async () => {
    const { port1, port2 } = new MessageChannel()
    const state = { run: async () => [], transact: async () => undefined }
    serve(port1, storeHandlers({ events: store, state }))
    const far = eventStoreOver(remote<StoreHandlers>(port2))
    expect((await far.query(query({ limit: 3 }), everything)).rows).toHaveLength(3)
    expect((await far.position())[0]).toBe(events.length)
    await expect(far.query(query({ limit: 0 }), everything)).rejects.toMatchObject({ code: 'bad-query' })
    const cancel = new AbortController()
    const asked = Array.from({ length: 3 }, () => far.query(heavy, everything, { signal: cancel.signal }))
    setImmediate(() => cancel.abort())
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: { code: 'cancelled' } })
    port1.close()
  })
})

// A pattern over every text many times over: long enough to be stopped on any machine
const heavy = query({
  where: {
    kind: 'or',
    of: Array.from({ length: 200 }, (_, i): Where => ({ kind: 'anywhere', text: `${i} never there` })),
  },
})

describe('a query that takes too long', () => {
  it('ends at its budget and leaves its place to the next', async () => {
    await expect(store.query(heavy, everything, { budget: 1 })).rejects.toMatchObject({ code: 'over-budget' })
    const { rows } = await store.query(query({ limit: 1 }), everything)
    expect(rows).toHaveLength(1)
  })

  it('ends when it is cancelled: before it begins, while it waits, while it runs', async () => {
    await expect(store.query(heavy, everything, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
    const cancel = new AbortController()
    const asked = Array.from({ length: 5 }, () => store.query(heavy, everything, { signal: cancel.signal }))
    setImmediate(() => cancel.abort())
    for (const one of await Promise.allSettled(asked)) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'cancelled', fix: expect.any(String) } })
    }
  })

  it('does not keep others from their turn for ever: all that wait are answered', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.query(query({ limit: 1 }), everything)))
    expect(answers.every(({ rows }) => rows.length === 1)).toBe(true)
  })

  it('or whose answer is too large to pass on ends too, and leaves its place', async () => {
    const line = (offset: number) =>
      encodeRow(
        testEvent(offset, { message: 'x'.repeat(40_000) }, { at: { partition: 17, offset, index: 0 }, time: 5 }),
      )
    const rows = Buffer.from(Array.from({ length: 2_100 }, (_, offset) => line(offset)).join('\n'))
    await store.append([{ rows, events: 2_100 }], emptyPosition().with(17, 2_100))
    const asked = query({ time: [5, 6] })
    await expect(store.query(asked, everything)).rejects.toMatchObject({ code: 'over-budget' })
    expect((await store.query({ ...asked, limit: 10 }, everything)).rows).toHaveLength(10)
  })
})
