import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { type Event, eventId } from '@tocsin/event'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { EventStore } from '../../ports.ts'
import type { DuckConnection } from '../duckdb.ts'
import { openEventStore, type StoreSeams } from '../open-event-store.ts'
import { after, all, batchOf, filesOf, hourMs, received, scratch, small, start } from './parts.fixture.ts'

/** Rounds of each property; the deep ring asks for more. */
const numRuns = Number(process.env['TOCSIN_CRASH_ROUNDS'] ?? 8)

const dayMs = 24 * hourMs
const early: readonly Event[] = [0, 1, 2].flatMap((hour) =>
  Array.from({ length: 8 }, (_, i) =>
    received(0, hour * 8 + i, hour * hourMs + i * 60_000, { source: i % 2 ? 'a' : 'b' }),
  ),
)
const late: readonly Event[] = [0, 1, 2].flatMap((hour) =>
  Array.from({ length: 4 }, (_, i) =>
    received(1, hour * 4 + i, hour * hourMs + i * 70_000, { source: 'b', off: i === 3 ? -50 * hourMs : 0 }),
  ),
)
const events = [...early, ...late]

/** Work on parts, and what it should leave of an event: all of it, no names, or nothing. */
interface Work {
  run(store: EventStore): Promise<unknown>
  leaves(event: Event): 'all' | 'no names' | 'nothing'
}

const isErased = (event: Event) => (event.at.offset + event.at.partition) % 3 === 0
const isHeld = (event: Event) =>
  event.received >= start + hourMs && event.received < start + 2 * hourMs && event.source === 'a'
const works: Readonly<Record<string, Work>> = {
  'export and merge': {
    run: (store) => store.tend(start + 2 * hourMs),
    leaves: () => 'all',
  },
  retention: {
    run: (store) =>
      store.retain({
        now: start + 100 * dayMs + 2 * hourMs,
        sources: [{ source: 'a', days: 100, peopleDays: 100 }],
        otherwise: { days: 200, peopleDays: 100 },
        holds: [{ sources: ['a'], from: start + hourMs, until: start + 2 * hourMs, incident: null, events: [] }],
      }),
    leaves: (event) =>
      isHeld(event) || event.received >= start + 2 * hourMs ? 'all' : event.source === 'a' ? 'nothing' : 'no names',
  },
  erasure: {
    run: (store) => store.erase(events.filter(isErased).map(({ at }) => at)),
    leaves: (event) => (isErased(event) ? 'nothing' : 'all'),
  },
}

/** A folder with early hours in parts and late rows in the hot table, to copy for each round. */
let base: string
beforeAll(async () => {
  base = scratch()
  const store = await openEventStore({ dir: base, parts: small })
  await store.append([batchOf(early)], after(early))
  await store.tend(start + 2 * hourMs)
  await store.append([batchOf(late)], after(events))
  await store.close()
})
afterAll(() => rmSync(base, { recursive: true }))

interface Failing {
  readonly seams: StoreSeams
  arm(): void
  steps(): number
  /** Numbers of the steps that commit. */
  commits(): readonly number[]
}

/**
 * Makes the step of this number fail; `dead` makes all that follow fail too, as if the process were gone; `unheard` does the step, and
 * only its answer is lost, as of a commit that took place.
 */
function failing(at: number, way: 'dead' | 'once' | 'unheard'): Failing {
  let armed = false
  let step = 0
  const commits: number[] = []
  const fails = () => {
    if (!armed) return false
    step++
    return way === 'dead' ? step >= at : step === at
  }
  const taken = <Answer>(work: () => Answer): Answer => {
    const failure = fails() ? new Error(`step ${at} fails`) : undefined
    if (failure !== undefined && way !== 'unheard') throw failure
    const answer = work()
    if (failure !== undefined) throw failure
    return answer
  }
  const takenLater = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const failure = fails() ? new Error(`step ${at} fails`) : undefined
    if (failure !== undefined && way !== 'unheard') throw failure
    const answer = await work()
    if (failure !== undefined) throw failure
    return answer
  }
  const connection = (inner: DuckConnection): DuckConnection => ({
    ...inner,
    run: (sql, values) => {
      if (armed && sql === 'commit') commits.push(step + 1)
      return takenLater(() => inner.run(sql, values))
    },
    all: (sql, values) => takenLater(() => inner.all(sql, values)),
  })
  return {
    seams: {
      connection,
      files: (inner) => ({
        ...inner,
        size: (name) => taken(() => inner.size(name)),
        settle: (name) => takenLater(() => inner.settle(name)),
        remove: (name) => taken(() => inner.remove(name)),
      }),
    },
    arm: () => {
      armed = true
    },
    steps: () => step,
    commits: () => commits,
  }
}

async function copied<Answer>(work: (dir: string) => Promise<Answer>): Promise<Answer> {
  const dir = scratch()
  try {
    cpSync(base, dir, { recursive: true })
    return await work(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** What is kept of each event, which is kept once or not at all. */
async function kept(store: EventStore): Promise<ReadonlyMap<string, string>> {
  const rows = await all(store)
  const found = new Map(
    rows.map((row) => {
      const whole = row['message'] !== undefined && row['source'] !== undefined
      return [String(row['id']), whole ? (row['user.name'] === undefined ? 'no names' : 'all') : 'damaged']
    }),
  )
  expect(found.size).toBe(rows.length)
  return found
}

async function expectDone(store: EventStore, work: Work): Promise<void> {
  const now = await kept(store)
  for (const event of events)
    expect(now.get(eventId(event.at)) ?? 'nothing', eventId(event.at)).toBe(work.leaves(event))
}

/** No file without a row, and none missing. */
async function expectTidy(dir: string, store: EventStore): Promise<void> {
  const { parts, missing } = await store.parts()
  expect(missing).toBe(0)
  expect(filesOf(dir)).toHaveLength(parts)
}

describe.each(Object.entries(works))('%s', (_, work) => {
  let steps = 0
  let commits: readonly number[] = []
  beforeAll(async () => {
    await copied(async (dir) => {
      const counting = failing(Number.POSITIVE_INFINITY, 'once')
      const store = await openEventStore({ dir, parts: small }, counting.seams)
      counting.arm()
      await work.run(store)
      steps = counting.steps()
      commits = counting.commits()
      await expectDone(store, work)
      await store.close()
    })
    expect(steps).toBeGreaterThan(10)
    expect(commits.length).toBeGreaterThan(1)
  })
  // Every step as likely as any other: small numbers are not simpler here
  const step = fc.noShrink(fc.noBias(fc.nat({ max: 999_999 })))

  test.prop([step], { numRuns, endOnFailure: true })(
    'that ends at any step loses nothing and doubles nothing, and is done by the next start',
    async (drawn) => {
      const at = 1 + (drawn % steps)
      await copied(async (dir) => {
        const crash = failing(at, 'dead')
        const broken = await openEventStore({ dir, parts: small }, crash.seams)
        crash.arm()
        // The last steps only remove files whose rows are gone: that they fail is no failure of the work
        await work.run(broken).catch(() => undefined)
        await broken.close()

        const store = await openEventStore({ dir, parts: small })
        const now = await kept(store)
        for (const event of events) {
          const id = eventId(event.at)
          expect(['all', work.leaves(event)], id).toContain(now.get(id) ?? 'nothing')
        }
        await expectTidy(dir, store)
        await work.run(store)
        await expectDone(store, work)
        await expectTidy(dir, store)
        await store.close()
      })
    },
    300_000,
  )

  const once = fc.constantFrom('once' as const, 'unheard' as const, 'unheard commit' as const)
  test.prop([step, once], { numRuns: Math.ceil(numRuns / 2), endOnFailure: true })(
    'that fails at any step once, done or not, is done when it is tried again, by the same process',
    async (drawn, way) => {
      const at = way === 'unheard commit' ? (commits[drawn % commits.length] ?? 1) : 1 + (drawn % steps)
      await copied(async (dir) => {
        const fault = failing(at, way === 'once' ? 'once' : 'unheard')
        const store = await openEventStore({ dir, parts: small }, fault.seams)
        fault.arm()
        await work.run(store).catch(() => undefined)
        await work.run(store)
        await expectDone(store, work)
        await store.close()
        const next = await openEventStore({ dir, parts: small })
        await expectDone(next, work)
        await expectTidy(dir, next)
        await next.close()
      })
    },
    300_000,
  )
})

test('what the base holds is in parts and in hot rows', async () => {
  await copied(async (dir) => {
    const store = await openEventStore({ dir: join(dir), parts: small })
    expect(await store.parts()).toMatchObject({ parts: 2, hotRows: 20 })
    await store.close()
  })
})
