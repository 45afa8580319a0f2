import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import type { Event } from '@tocsin/event'
import { describe, expect, it } from 'vitest'
import type { EventStore } from '../../ports.ts'
import type { Field, Where } from '../../query.ts'
import type { Scope } from '../../scope.ts'
import { openDuckDb } from '../duckdb.ts'
import { openEventStore } from '../open-event-store.ts'
import { after, batchOf, every, filesOf, hourMs, ids, received, scratch, small, start } from './parts.fixture.ts'

const fields: readonly Field[] = ['src_endpoint.ip', 'device.ip', 'device.hostname', 'user.name', 'source', 'file.path']
/** Few, so that conditions often hold; the same thing in several spellings. */
const values = [
  '10.0.0.1',
  '::ffff:10.0.0.1',
  '010.0.0.1',
  '2001:db8::1',
  '2001:DB8:0::1',
  'fe80::1%eth0',
  'STRASSE',
  'straße',
  'İstanbul',
  'ΟΔΟΣ',
  'οδος',
  'K',
  'k',
  'a\ud800b',
  "it's",
  '',
  'null',
]
const value = fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'binary', maxLength: 4 }))
const field = fc.constantFrom(...fields)

const { where } = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('cmp'), field, op: fc.constantFrom('eq', 'eq', 'ne'), value }) as fc.Arbitrary<Where>,
    fc.record({ kind: fc.constant('in' as const), field, values: fc.array(value, { maxLength: 40 }) }),
    fc.record({
      kind: fc.constant('cidr' as const),
      field: fc.constantFrom<Field>('src_endpoint.ip', 'device.ip'),
      network: fc.constantFrom('10.0.0.1/32', '10.0.0.1', '10.0.0.0/8', '2001:db8::1/128', ' 2001:db8::/64 '),
    }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('where') }),
  ),
}))

const row = fc.record(
  {
    'src_endpoint.ip': value,
    'device.ip': value,
    'device.hostname': value,
    'user.name': value,
    'file.path': value,
  },
  { requiredKeys: [] },
)

describe('parts that surely hold nothing of what is asked', () => {
  test.prop(
    [
      fc.array(fc.tuple(row, fc.nat({ max: 4 }), fc.constantFrom('a', 'B', 'é')), { minLength: 12, maxLength: 40 }),
      fc.array(fc.tuple(where, fc.subarray(['a', 'B', 'é', 'b'])), { minLength: 10, maxLength: 10 }),
    ],
    { numRuns: Number(process.env['TOCSIN_PRUNE_ROUNDS'] ?? 2) },
  )(
    'are passed over, and no row is lost by it',
    async (drafts, questions) => {
      await withStore(async (store) => {
        const events = drafts.map(([columns, hour, source], i) =>
          received(0, i, hour * hourMs + i, { source, ...columns }),
        )
        await keep(store, events)
        for (const [where, sources] of questions) {
          const scope: Scope = sources.length === 0 ? { kind: 'all' } : { kind: 'sources', sources }
          // Nobody knows what is not in a part: what is denied twice is looked for everywhere
          const everywhere: Where = { kind: 'not', of: { kind: 'not', of: where } }
          const [found, all] = await Promise.all([
            store.query(every({ where }), scope),
            store.query(every({ where: everywhere }), { kind: 'all' }),
          ])
          const mine = all.rows.filter(({ source }) => sources.length === 0 || sources.includes(String(source)))
          expect(found.rows).toEqual(mine)
        }
      })
    },
    60_000,
  )

  it('are never opened, for rows, groups and exports', async () => {
    await withStore(async (store, dir) => {
      await keep(store, threeHosts())
      for (const name of filesOf(dir)) if (!name.includes('T01')) truncateSync(join(dir, 'parts', name), 4)
      const host = (name: string) =>
        ({ where: { kind: 'cmp', field: 'device.hostname', op: 'eq', value: name } }) as const
      expect(await ids(store, host('HOST-1'))).toHaveLength(4)
      const count = { ...host('host-1'), measures: [{ kind: 'count' as const }] }
      expect((await store.query(every(count), { kind: 'all' })).rows[0]?.['measure0']).toBe(4)
      expect(
        await ids(store, { where: { kind: 'cmp', field: 'src_endpoint.ip', op: 'eq', value: '10.9.9.9' } }),
      ).toEqual([])
      await expect(ids(store, host('host-2'))).rejects.toThrow()
    })
  })

  it('get filters when they are of before there were any, and again when they are rewritten', async () => {
    const dir = scratch()
    let store = await openEventStore({ dir, parts: small })
    await keep(store, threeHosts())
    await store.close()
    const filters = async () => {
      const db = await openDuckDb({ dir, folders: [], memoryLimit: '256MB', threads: 1 })
      const connection = await db.connect()
      const rows = await connection.all('select count(*), count(distinct name) from part_filter')
      await connection.run('delete from part_filter')
      connection.close()
      db.close()
      return rows[0]?.map(Number)
    }
    expect((await filters())?.[1]).toBe(3)
    store = await openEventStore({ dir, parts: small })
    expect(await ids(store, { where: { kind: 'cmp', field: 'user.name', op: 'eq', value: 'user1' } })).not.toEqual([])
    await store.tend(start + 5 * hourMs)
    await store.erase([{ partition: 0, offset: 0, index: 0 }])
    await store.close()
    expect((await filters())?.[1]).toBe(3)
    rmSync(dir, { recursive: true })
  })
})

/** Three hours, each with a host and an address of its own. */
function threeHosts(): readonly Event[] {
  return [0, 1, 2].flatMap((hour) =>
    Array.from({ length: 4 }, (_, i) =>
      received(0, hour * 4 + i, hour * hourMs + i, {
        'device.hostname': `host-${hour}`,
        'src_endpoint.ip': `10.0.0.${hour}`,
      }),
    ),
  )
}

async function keep(store: EventStore, events: readonly Event[]): Promise<void> {
  await store.append([batchOf(events)], after(events))
  await store.tend(start + 5 * hourMs)
}

async function withStore(task: (store: EventStore, dir: string) => Promise<void>): Promise<void> {
  const dir = scratch()
  const store = await openEventStore({ dir, parts: small })
  try {
    await task(store, dir)
  } finally {
    await store.close()
    rmSync(dir, { recursive: true })
  }
}
