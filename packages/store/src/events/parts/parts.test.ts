import { mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { type Event, eventId } from '@tocsin/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventStore } from '../../ports.ts'
import { emptyPosition } from '../../position.ts'
import { everything } from '../../scope.ts'
import { openDuckDb } from '../duckdb.ts'
import { openEventStore } from '../open-event-store.ts'
import {
  after,
  all,
  batchOf,
  every,
  filesOf,
  hourMs,
  ids,
  idsOf,
  received,
  scratch,
  small,
  start,
} from './parts.fixture.ts'

let dir: string
let store: EventStore
const open = async () => {
  store = await openEventStore({ dir, parts: small })
}
beforeEach(async () => {
  dir = scratch()
  await open()
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

/** Three hours of six events each, the last of them far off in time. */
function threeHours(): readonly Event[] {
  return [0, 1, 2].flatMap((hour) =>
    Array.from({ length: 8 }, (_, i) =>
      received(0, hour * 8 + i, hour * hourMs + i * 60_000, i > 5 ? { off: -90 * 24 * hourMs } : {}),
    ),
  )
}

describe('closed hours', () => {
  it('move into files, and every question has the answer that it had', async () => {
    const events = threeHours()
    await store.append([batchOf(events)], after(events))
    const before = await all(store)
    const groups = every({
      groupBy: [{ kind: 'field', field: 'user.name' }],
      measures: [{ kind: 'count' }, { kind: 'distinct', field: 'message' }],
    })
    const grouped = (await store.query(groups, everything)).rows
    expect(await store.tend(start + 2 * hourMs)).toEqual({ exported: 16, merged: 0 })
    expect(await store.parts()).toMatchObject({ parts: 4, rows: 16, hotRows: 8, missing: 0 })
    expect(await all(store)).toEqual(before)
    expect((await store.query(groups, everything)).rows).toEqual(grouped)
    expect(await store.tend(start + 2 * hourMs)).toEqual({ exported: 0, merged: 0 })
    await store.close()
    await open()
    expect(await all(store)).toEqual(before)
    expect((await store.position())[0]).toBe(24)
  })

  it('with few rows stay in the hot table; full ones become several files', async () => {
    const few = [received(0, 0, 0)]
    const many = Array.from({ length: 30 }, (_, i) => received(1, i, hourMs + i * 100_000))
    await store.append([batchOf([...few, ...many])], after([...few, ...many]))
    expect(await store.tend(start + 5 * hourMs)).toEqual({ exported: 30, merged: 0 })
    expect(await store.parts()).toMatchObject({ parts: 3, hotRows: 1 })
    expect(await ids(store)).toEqual(idsOf([...few, ...many]))
  })

  it('take late events in parts of their own, which are merged', async () => {
    const first = Array.from({ length: 4 }, (_, i) => received(0, i, i * 1000))
    const late = Array.from({ length: 4 }, (_, i) => received(1, i, i * 1000 + 500))
    await store.append([batchOf(first)], after(first))
    await store.tend(start + hourMs)
    await store.append([batchOf(late)], after([...first, ...late]))
    expect(await store.tend(start + hourMs)).toEqual({ exported: 4, merged: 2 })
    expect(await store.parts()).toMatchObject({ parts: 1, rows: 8, hotRows: 0 })
    expect(filesOf(dir)).toHaveLength(1)
    expect((await ids(store)).toSorted()).toEqual(idsOf([...first, ...late]).toSorted())
  })

  it('of which only rows far off in time are asked are not all opened', async () => {
    const events = threeHours()
    await store.append([batchOf(events)], after(events))
    await store.tend(start + 3 * hourMs)
    for (const name of filesOf(dir)) if (name.includes('T01')) truncateSync(join(dir, 'parts', name), 4)
    const time = [start + 2 * hourMs, start + 3 * hourMs] as const
    expect(await ids(store, { time })).toHaveLength(6)
    await expect(all(store)).rejects.toThrow()
  })
})

describe('pages over hot rows and parts', () => {
  test.prop(
    [
      fc.array(
        fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 4 * hourMs }), fc.constantFrom(0, 0, 0, -40 * hourMs, hourMs)),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      fc.integer({ min: 3, max: 20 }),
      fc.constantFrom('ascending' as const, 'descending' as const),
      fc.constantFrom('time' as const, 'received' as const),
      fc.nat({ max: 4 }),
    ],
    { numRuns: 8 },
  )('give each event once, in order', async (drafts, limit, order, timeField, closed) => {
    const own = scratch()
    const events = drafts.map(([hour, at, off], i) =>
      received(i % 3, Math.floor(i / 3), (hour * hourMs + at) % (4 * hourMs), { off }),
    )
    const other = await openEventStore({ dir: own, parts: small })
    const half = Math.floor(events.length / 2)
    await other.append([batchOf(events.slice(0, half))], after(events.slice(0, half)))
    await other.tend(start + closed * hourMs)
    await other.append([batchOf(events)], after(events))
    await other.tend(start + (closed - 1) * hourMs)
    const seen: { time: number; received: number; id: string }[] = []
    for (;;) {
      const last = seen.at(-1)
      const page = await all(other, {
        limit,
        order,
        timeField,
        ...(last === undefined ? {} : { after: { time: last[timeField], id: last.id } }),
      })
      for (const row of page)
        seen.push({ time: Number(row['time']), received: Number(row['received']), id: String(row['id']) })
      if (page.length < limit) break
    }
    const expected = [...events].sort(
      (a, b) => a[timeField] - b[timeField] || a.at.partition - b.at.partition || a.at.offset - b.at.offset,
    )
    if (order === 'descending') expected.reverse()
    expect(seen.map(({ id }) => id)).toEqual(idsOf(expected))
    await other.close()
    rmSync(own, { recursive: true })
  })
})

describe('files and their rows', () => {
  const parted = async () => {
    const events = threeHours()
    await store.append([batchOf(events)], after(events))
    await store.tend(start + 3 * hourMs)
    await store.close()
    return events
  }

  it('that do not belong to any row go when the store opens', async () => {
    const events = await parted()
    writeFileSync(join(dir, 'parts', 'left-behind.parquet'), 'half')
    await open()
    expect(filesOf(dir)).not.toContain('left-behind.parquet')
    expect(await store.parts()).toMatchObject({ orphans: 1, missing: 0 })
    expect(await ids(store)).toHaveLength(events.length)
  })

  it('that are gone are said to be missing, and are back when their file is', async () => {
    const events = await parted()
    const [name] = filesOf(dir)
    const [file, elsewhere] = [join(dir, 'parts', name ?? ''), join(dir, 'elsewhere')]
    renameSync(file, elsewhere)
    await open()
    const { missing } = await store.parts()
    expect(missing).toBeGreaterThan(0)
    expect(await ids(store)).toHaveLength(events.length - missing)
    await store.close()
    renameSync(elsewhere, file)
    await open()
    expect(await ids(store)).toHaveLength(events.length)
  })

  it('from before a column was in the registry are read with nothing in it', async () => {
    await parted()
    const db = await openDuckDb({ dir, folders: [join(dir, 'parts')], memoryLimit: '256MB', threads: 1 })
    const connection = await db.connect()
    await connection.run(`update part_form set columns = replace(columns, ',session_uid', '')`)
    connection.close()
    db.close()
    await open()
    const late = [
      received(2, 0, 10 * hourMs, { 'session.uid': 'u' }),
      received(2, 1, 10 * hourMs, { 'session.uid': 'u' }),
    ]
    await store.append([batchOf(late)], after([...threeHours(), ...late]))
    await store.tend(start + 12 * hourMs)
    expect(await ids(store)).toHaveLength(26)
    expect(await ids(store, { where: { kind: 'exists', field: 'session.uid' } })).toEqual(idsOf(late))
  })
})

describe('an erasure', () => {
  it('takes events out of hot rows and parts, and leaves no file that holds them', async () => {
    const events = threeHours()
    await store.append([batchOf(events)], after(events))
    await store.tend(start + 2 * hourMs)
    const [gone, stay] = [events.filter((_, i) => i % 5 === 0), events.filter((_, i) => i % 5 !== 0)]
    const files = filesOf(dir)
    expect(await store.erase(gone.map(({ at }) => at))).toBe(gone.length)
    expect((await ids(store)).toSorted()).toEqual(idsOf(stay).toSorted())
    expect(filesOf(dir).filter((name) => files.includes(name)).length).toBeLessThan(files.length)
    expect(await store.erase(gone.map(({ at }) => at))).toBe(0)
  })

  it('of everything in a part takes the file', async () => {
    const events = threeHours()
    await store.append([batchOf(events)], after(events))
    await store.tend(start + 3 * hourMs)
    expect(await store.erase(events.map(({ at }) => at))).toBe(events.length)
    expect(filesOf(dir)).toEqual([])
    expect(await ids(store)).toEqual([])
  })
})

describe('a store of form 1, made by the version before parts', () => {
  it('opens with its events, takes new ones, and moves its closed hours into parts', async () => {
    await store.close()
    rmSync(dir, { recursive: true })
    mkdirSync(dir)
    const kept = gunzipSync(readFileSync(new URL('../fixtures/form-1.events.duckdb.gz', import.meta.url)))
    writeFileSync(join(dir, 'events.duckdb'), kept)
    await open()
    const rows = await all(store)
    expect(rows).toHaveLength(60)
    expect(rows[7]).toMatchObject({
      id: '1.2.0',
      message: 'message 7',
      source: 'firewall',
      'src_endpoint.ip': '192.0.2.7',
    })
    expect((await store.position()).slice(0, 4)).toEqual([20, 20, 20, 0])
    expect(await store.tend(start + hourMs)).toMatchObject({ exported: 60 })
    expect(await all(store)).toEqual(rows)
    const more = received(0, 20, 5 * hourMs)
    await store.append([batchOf([more])], emptyPosition().with(0, 21))
    expect((await ids(store)).at(-1)).toBe(eventId(more.at))
  })
})

describe('readers and work on parts', () => {
  it('go on beside each other: every answer is whole', async () => {
    const events = Array.from({ length: 200 }, (_, i) =>
      received(i % 2, Math.floor(i / 2), Math.floor(i / 50) * hourMs + i * 1000),
    )
    await store.append([batchOf(events)], after(events))
    let done = false
    const read = async () => {
      let answers = 0
      while (!done) {
        expect(await ids(store)).toHaveLength(200)
        answers++
      }
      return answers
    }
    const readers = [read(), read()]
    for (let hour = 1; hour < 6; hour++) {
      await store.tend(start + hour * hourMs)
      await store.retain({ now: start, sources: [], otherwise: { days: 90, peopleDays: 365 }, holds: [] })
    }
    done = true
    for (const answers of await Promise.all(readers)) expect(answers).toBeGreaterThan(0)
  })
})
