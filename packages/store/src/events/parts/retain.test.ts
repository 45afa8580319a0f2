import { rmSync } from 'node:fs'
import { type Event, eventId } from '@tocsin/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HoldCover } from '../../keeping/hold.ts'
import type { EventStore } from '../../ports.ts'
import { openEventStore } from '../open-event-store.ts'
import { after, all, batchOf, filesOf, hourMs, ids, idsOf, received, scratch, small, start } from './parts.fixture.ts'
import type { RetainPlan } from './retain-plan.ts'

const dayMs = 24 * hourMs
let dir: string
let store: EventStore
beforeEach(async () => {
  dir = scratch()
  store = await openEventStore({ dir, parts: small })
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

/** Ten days, an hour each: four events of `a`, two of `b`; the last day stays in the hot table. */
const events: readonly Event[] = Array.from({ length: 10 }, (_, n) =>
  Array.from({ length: 6 }, (_, i) => received(0, n * 6 + i, n * dayMs + i * 60_000, { source: i < 4 ? 'a' : 'b' })),
).flat()

const keepAll = { days: 10_000, peopleDays: 10_000 }
const noHold: HoldCover = { sources: [], from: null, until: null, incident: null, events: [] }

async function filled(): Promise<void> {
  await store.append([batchOf(events)], after(events))
  await store.tend(start + 9 * dayMs)
}

function plan(change: Partial<RetainPlan>): RetainPlan {
  return { now: start + 10 * dayMs, sources: [], otherwise: keepAll, holds: [], ...change }
}

function dayOf(event: Event): number {
  return Math.floor((event.received - start) / dayMs)
}

async function names(): Promise<ReadonlyMap<string, unknown>> {
  return new Map((await all(store)).map((row) => [String(row['id']), row['user.name']]))
}

describe('retention', () => {
  it('of one source rewrites parts, of all sources drops them, and is done once', async () => {
    await filled()
    const some = plan({ sources: [{ source: 'a', days: 5.5, peopleDays: 10_000 }] })
    expect(await store.retain(some)).toMatchObject({ rows: 20, droppedParts: 0, rewrittenParts: 5 })
    expect(await ids(store)).toEqual(idsOf(events.filter((event) => event.source === 'b' || dayOf(event) > 4)))
    expect(await store.retain(some)).toEqual({ rows: 0, scrubbed: 0, droppedParts: 0, rewrittenParts: 0 })
    const files = filesOf(dir).length
    expect(await store.retain(plan({ otherwise: { days: 5.5, peopleDays: 5.5 } }))).toMatchObject({
      rows: 10,
      droppedParts: 5,
    })
    expect(filesOf(dir)).toHaveLength(files - 5)
    expect(await ids(store)).toEqual(idsOf(events.filter((event) => dayOf(event) > 4)))
  })

  it('takes hot rows to the moment, and what its plan does not name by the rule for the others', async () => {
    await store.append([batchOf(events)], after(events))
    const now = start + 9 * dayMs + 150_000
    const done = await store.retain(
      plan({ now, sources: [{ source: 'b', days: 3, peopleDays: 90 }], otherwise: { days: 9, peopleDays: 90 } }),
    )
    const stays = events.filter((event) => event.received >= now - (event.source === 'b' ? 3 : 9) * dayMs)
    expect(done.rows).toBe(events.length - stays.length)
    expect(await ids(store)).toEqual(idsOf(stays))
  })

  it('empties the columns that name people, and keeps the events', async () => {
    await filled()
    const people = plan({ otherwise: { days: 10_000, peopleDays: 5.5 } })
    expect(await store.retain(people)).toMatchObject({ rows: 0, scrubbed: 30, rewrittenParts: 5 })
    const kept = await names()
    for (const event of events) {
      expect(kept.get(eventId(event.at))).toBe(dayOf(event) > 4 ? event.ocsf['user.name'] : undefined)
    }
    expect((await all(store))[0]).toMatchObject({ message: 'm0.0', source: 'a' })
    expect(await store.retain(people)).toEqual({ rows: 0, scrubbed: 0, droppedParts: 0, rewrittenParts: 0 })
  })

  it('touches nothing that is held: by source, by time, by event', async () => {
    await filled()
    const [first] = events
    const held = events[9]
    if (first === undefined || held === undefined) throw new Error('no events')
    const holds: readonly HoldCover[] = [
      { ...noHold, sources: ['b'], until: start + 3 * dayMs },
      { ...noHold, from: start + 4 * dayMs, until: start + 5 * dayMs },
      { ...noHold, incident: 'x', events: [eventId(held.at)] },
    ]
    const isHeld = (event: Event) => (event.source === 'b' && dayOf(event) < 3) || dayOf(event) === 4 || event === held
    const all90 = plan({ otherwise: { days: 0.5, peopleDays: 0.5 }, holds, now: start + 100 * dayMs })
    await store.retain(all90)
    const kept = await names()
    expect([...kept.keys()].toSorted()).toEqual(idsOf(events.filter(isHeld)).toSorted())
    for (const name of kept.values()) expect(name).toMatch(/^user/)
    expect(await store.retain(all90)).toMatchObject({ rows: 0, scrubbed: 0 })
    await store.retain({ ...all90, holds: [] })
    expect(await ids(store)).toEqual([])
    expect(filesOf(dir)).toEqual([])
  })

  it('counts the days of a replayed record from when it was stored', async () => {
    const old = Array.from({ length: 4 }, (_, i) => received(16, i, -400 * dayMs + i))
    await store.append([batchOf([...events, ...old])], after([...events, ...old]))
    await store.tend(start + 9 * dayMs)
    const ninety = { otherwise: { days: 90, peopleDays: 90 } }
    expect(await store.retain(plan(ninety))).toMatchObject({ rows: 0, scrubbed: 0 })
    await store.tend(start + 10 * dayMs)
    await store.retain(plan({ ...ninety, now: start + 99 * dayMs }))
    expect((await ids(store)).filter((id) => id.startsWith('16.'))).toHaveLength(4)
    await store.retain(plan({ ...ninety, now: start + 102 * dayMs }))
    expect(await ids(store)).toEqual([])
  })

  it('takes what a source calls itself as a name and nothing else', async () => {
    const odd = [0, 1, 2].map((i) => received(0, i, i, { source: `o'); drop table event; --` }))
    await store.append([batchOf(odd)], after(odd))
    await store.tend(start + hourMs)
    await store.retain(
      plan({ sources: [{ source: `o'); drop table event; --`, days: 1, peopleDays: 1 }], now: start + 5 * dayMs }),
    )
    expect(await ids(store)).toEqual([])
  })
})
