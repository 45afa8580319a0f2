import { type EventAt, eventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { Query } from '@tocsin/query'
import {
  addErased,
  advanceTombstone,
  dropTombstone,
  type EventStore,
  erasedEvents,
  everything,
  finishTombstone,
  heldBy,
  openTombstone,
  readHolds,
  readTombstones,
  type StateStore,
  type Tombstone,
} from '@tocsin/store'
import { countEvidence, eraseEvidence } from '@tocsin/watch'

/** An event that is to be erased, with what a hold may know it by. */
export interface ErasedEvent {
  readonly at: EventAt
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly received: number
  /** Whom its columns name. */
  readonly people: readonly string[]
}

export interface ErasureDesk {
  readonly state: StateStore
  readonly events: Pick<EventStore, 'erase' | 'query'>
  /** Makes the pseudonym of somebody lead nowhere. */
  readonly forget: (name: string) => Promise<void>
  /** Takes frames, as `partition.offset`, out of the log's archives; says how many lie where no archive is yet. */
  readonly eraseFrames: (frames: readonly string[], since: number) => Promise<{ taken: number; waiting: number }>
  readonly now: () => number
}

/** Columns whose whole value is an account's name: what pseudonyms stand for. */
export const peopleFields = ['user.name', 'actor.user.name'] as const

/** Events of one erasure. */
export const mostErased = 200_000

/**
 * Writes down what is to be erased; from its end on the erasure is carried out, over restarts too.
 *
 * @throws TocsinError `hold-conflict`, with the id of the hold that covers some of it; nothing is erased then
 */
export async function beginErasure(
  desk: ErasureDesk,
  what: { readonly who: string; readonly reason: string; readonly events: readonly ErasedEvent[] },
): Promise<Tombstone> {
  const { state, now } = desk
  const held = heldBy(await readHolds(state))
  for (const { at, source, received } of what.events) {
    const hold = held({ source, received, partition: at.partition, offset: at.offset })
    if (hold === undefined) continue
    throw new TocsinError('hold-conflict', `${hold} covers event ${eventId(at)}: nothing was erased`, {
      where: hold,
      fix: `Leave out what ${hold} covers, or end the hold with a reason first`,
    })
  }
  const tombstone = await openTombstone(state, { who: what.who, at: now(), reason: what.reason })
  await addErased(
    state,
    tombstone.id,
    what.events.map(({ at }) => at),
  )
  // Before the columns go, which alone know whom they named: after a crash nobody could tell.
  for (const name of await namedOnlyIn(desk, what.events)) await desk.forget(name)
  await advanceTombstone(state, tombstone.id, { step: 'columns', events: what.events.length })
  return { ...tombstone, step: 'columns', events: what.events.length }
}

/**
 * Carries erasures on as far as they can now: columns, then raw frames as soon as they are archived, then evidence. Every step
 * may be done again after a crash. To be called every few seconds while `unfinished` says so.
 */
export async function carryOn(desk: Omit<ErasureDesk, 'forget'>): Promise<{ readonly unfinished: number }> {
  const { state, events, now } = desk
  let unfinished = 0
  for (const { id, at, ...tombstone } of (await readTombstones(state)).toReversed()) {
    let { step } = tombstone
    if (step === 'done' || step === 'gathering') continue
    const erased = await erasedEvents(state, id)
    const ids = erased.map(eventId)
    if (step === 'columns') {
      await events.erase(erased)
      step = 'evidence'
      // Counted before they go: after a crash nobody could tell how many there were.
      await advanceTombstone(state, id, { step, evidence: await countEvidence(state, ids) })
    }
    if (step === 'evidence') {
      await eraseEvidence(state, ids)
      step = 'raw'
      await advanceTombstone(state, id, { step })
    }
    const frames = [...new Set(erased.map(frameOf))]
    const { waiting } = await desk.eraseFrames(frames, at)
    await advanceTombstone(state, id, { step, frames: frames.length - waiting })
    if (waiting > 0) unfinished++
    else await finishTombstone(state, id, now())
  }
  return { unfinished }
}

/** What was still being written down when Tocsin ended has erased nothing, and is asked for again. */
export async function dropUngathered(state: StateStore): Promise<void> {
  for (const { id, step } of await readTombstones(state)) if (step === 'gathering') await dropTombstone(state, id)
}

/** Those whom events name, and no other event does. */
async function namedOnlyIn({ events }: ErasureDesk, erased: readonly ErasedEvent[]): Promise<readonly string[]> {
  const times = new Map<string, number>()
  for (const { people } of erased) {
    for (const name of new Set(people.map((one) => one.trim().toLowerCase()))) {
      if (name !== '') times.set(name, (times.get(name) ?? 0) + 1)
    }
  }
  const alone: string[] = []
  for (const [name, known] of times) {
    const { rows } = await events.query(eventsAbout(name), everything)
    if (Number(rows[0]?.['measure0'] ?? 0) <= known) alone.push(name)
  }
  return alone
}

function eventsAbout(name: string): Query {
  const of = peopleFields.map((field) => ({ kind: 'cmp', field, op: 'eq', value: name }) as const)
  return {
    from: 'event',
    time: [-8.64e15, 8.64e15],
    timeField: 'received',
    where: { kind: 'or', of },
    measures: [{ kind: 'count' }],
    limit: 1,
  }
}

function frameOf({ partition, offset }: EventAt): string {
  return `${partition}.${offset}`
}
