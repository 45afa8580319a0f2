import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { columns, type Event, type EventRow, eventId } from '@tocsin/event'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventBatch, EventStore } from '../ports.ts'
import { emptyPosition, type Position } from '../position.ts'
import type { Query } from '../query.ts'
import { everything } from '../scope.ts'
import { encodeRow } from './encode-row.ts'
import { openEventStore } from './open-event-store.ts'
import { storableText } from './storable-text.ts'
import { testEvent } from './test-event.ts'

let dir: string
let store: EventStore

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tocsin-events-it's [1]*"))
  store = await openEventStore({ dir })
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

function batch(events: readonly Event[]): EventBatch {
  return { rows: Buffer.from(events.map(encodeRow).join('\n')), events: events.length }
}

function at(partition: number, next: number): Position {
  return emptyPosition().with(partition, next)
}

function everyEvent(change: Partial<Query> = {}): Query {
  return { from: 'event', time: [-8.64e15, 8.64e15], timeField: 'time', order: 'ascending', limit: 10_000, ...change }
}

async function inPartition(partition: number) {
  const { rows } = await store.query(everyEvent(), everything)
  return rows.filter(({ id }) => String(id).startsWith(`${partition}.`))
}

describe('append', () => {
  const events = [0, 1, 2, 3].map((offset) => testEvent(offset, { message: `m${offset}` }))

  it('keeps rows and the position together, once, however often and in whatever overlap they come', async () => {
    await store.append([batch(events.slice(0, 2))], at(0, 2))
    await store.append([batch(events.slice(0, 2))], at(0, 2))
    await store.append([batch(events.slice(0, 3))], at(0, 3))
    await store.append([batch(events.slice(0, 1))], at(0, 1))
    await store.append([batch(events.slice(2, 3)), batch(events.slice(3))], at(0, 4))
    expect((await store.position())[0]).toBe(4)
    expect((await inPartition(0)).map(({ id }) => id)).toEqual(events.map((event) => eventId(event.at)))
  })

  it('leaves rows past the position it is given to the batch that brings them', async () => {
    const early = [0, 1].map((offset) => testEvent(offset, {}, { at: { partition: 1, offset, index: 0 } }))
    await store.append([batch(early)], at(1, 1))
    await store.append([batch(early.slice(1))], at(1, 2))
    expect(await inPartition(1)).toHaveLength(2)
  })

  it('moves the position over frames that gave no event', async () => {
    await store.append([{ rows: new Uint8Array(0), events: 0 }], at(2, 77))
    expect((await store.position())[2]).toBe(77)
  })

  it('refuses rows that are not JSON, keeps none of the batch, and goes on', async () => {
    const good = testEvent(0, {}, { at: { partition: 3, offset: 0, index: 0 } })
    const bad = { rows: Buffer.from(`${encodeRow(good)}\n{"p":3,"o":1,\n`), events: 2 }
    await expect(store.append([bad], at(3, 2))).rejects.toMatchObject({ code: 'event-store', fix: expect.any(String) })
    expect((await store.position())[3]).toBe(0)
    await store.append([batch([good])], at(3, 1))
    expect(await inPartition(3)).toHaveLength(1)
  })

  it('leaves no spool file behind', () => {
    expect(readdirSync(join(dir, 'spool'))).toEqual([])
  })

  it('takes calls that overlap in time one after another', async () => {
    const many = Array.from({ length: 20 }, (_, offset) =>
      testEvent(offset, {}, { at: { partition: 5, offset, index: 0 } }),
    )
    await Promise.all(many.map((event, i) => store.append([batch([event])], at(5, i + 1))))
    expect(await inPartition(5)).toHaveLength(20)
  })
})

describe('any event', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.ipV4(),
    fc.ipV6(),
    fc.constant('x'.repeat(40_000)),
    fc.constant('é'.repeat(20_000)),
  )
  const names = columns.map(({ name }) => name)
  const row = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 }) as fc.Arbitrary<EventRow>
  const time = fc.oneof(
    fc.double(),
    fc.integer({ min: 0, max: 2 ** 45 }).map((us) => us / 1000),
  )
  let next = 0

  test.prop([fc.array(fc.tuple(row, time, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 8 })], {
    numRuns: 60,
  })('is kept and comes back as its columns can hold it', async (drafts) => {
    const decoder = `run-${next}`
    const events = drafts.map(([ocsf, when, source]) =>
      testEvent(next, ocsf, {
        at: { partition: 31, offset: next++, index: 0 },
        time: when,
        received: when,
        source,
        decoder,
      }),
    )
    await store.append([batch(events)], at(31, next))
    const own = everyEvent({ where: { kind: 'cmp', field: 'decoder', op: 'eq', value: decoder } })
    const answer = await store.query(own, everything)
    const rows = new Map(answer.rows.map((kept) => [kept['id'], kept]))
    for (const event of events) {
      const kept = rows.get(eventId(event.at))
      expect(kept?.['source']).toBe(storableText(event.source))
      for (const { name, type } of columns) {
        const given = event.ocsf[name]
        const number = typeof given === 'string' && /^-?\d{1,16}$/.test(given) ? Number(given) : given
        const expected =
          type === 'integer'
            ? Number.isSafeInteger(number)
              ? Number(number) + 0
              : undefined
            : given === undefined
              ? undefined
              : storableText(String(given))
        expect(kept?.[name]).toStrictEqual(expected)
      }
      if (event.time > 0 && event.time < 2 ** 45) expect(kept?.['time']).toBeCloseTo(event.time, 2)
    }
    expect(rows.size).toBe(events.length)
  })

  it('with a place that is no place is a bug, and throws', () => {
    expect(() => encodeRow(testEvent(-1))).toThrow(RangeError)
    expect(() => encodeRow(testEvent(1.5))).toThrow(RangeError)
  })
})

describe('the file', () => {
  it('is opened once in a process', async () => {
    await expect(openEventStore({ dir })).rejects.toMatchObject({ code: 'event-store-open' })
    expect((await store.position())[0]).toBe(4)
  })

  it('opens again with its rows and its position, without the spool of the crash before', async () => {
    const before = await inPartition(0)
    const position = await store.position()
    await store.close()
    store = await openEventStore({ dir })
    expect(await inPartition(0)).toEqual(before)
    expect(await store.position()).toEqual(position)
  })
})
