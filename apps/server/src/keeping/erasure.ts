import { type EventAt, eventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import {
  addErased,
  advanceTombstone,
  dropTombstone,
  type EventStore,
  erasedEvents,
  finishTombstone,
  heldBy,
  openTombstone,
  readHolds,
  readTombstones,
  type StateStore,
  type Tombstone,
} from '@tocsin/store'
import { eraseEvidence } from '@tocsin/watch'

/** An event that is to be erased, with what a hold may know it by. */
export interface ErasedEvent {
  readonly at: EventAt
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly received: number
}

export interface ErasureDesk {
  readonly state: StateStore
  readonly events: Pick<EventStore, 'erase'>
  /** Takes frames, as `partition.offset`, out of the log's archives; says how many lie where no archive is yet. */
  readonly eraseFrames: (frames: readonly string[], since: number) => Promise<{ taken: number; waiting: number }>
  readonly now: () => number
}

/** Events of one erasure. */
export const mostErased = 200_000

/**
 * Writes down what is to be erased; from its end on the erasure is carried out, over restarts too.
 *
 * @throws TocsinError `hold-conflict`, with the id of the hold that covers some of it; nothing is erased then
 */
export async function beginErasure(
  { state, now }: ErasureDesk,
  what: { readonly who: string; readonly reason: string; readonly events: readonly ErasedEvent[] },
): Promise<Tombstone> {
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
  await advanceTombstone(state, tombstone.id, { step: 'columns', events: what.events.length })
  return { ...tombstone, step: 'columns', events: what.events.length }
}

/**
 * Carries erasures on as far as they can now: columns, then raw frames as soon as they are archived, then evidence. Every step
 * may be done again after a crash. To be called every few seconds while `unfinished` says so.
 */
export async function carryOn(desk: ErasureDesk): Promise<{ readonly unfinished: number }> {
  const { state, events, now } = desk
  let unfinished = 0
  for (const { id, at, ...tombstone } of (await readTombstones(state)).toReversed()) {
    let { step, frames } = tombstone
    if (step === 'done' || step === 'gathering') continue
    const erased = await erasedEvents(state, id)
    if (step === 'columns') {
      await events.erase(erased)
      step = 'evidence'
      await advanceTombstone(state, id, { step })
    }
    if (step === 'evidence') {
      const evidence = await eraseEvidence(state, erased.map(eventId))
      step = 'raw'
      await advanceTombstone(state, id, { step, evidence: evidence + tombstone.evidence })
    }
    const { taken, waiting } = await desk.eraseFrames([...new Set(erased.map(frameOf))], at)
    frames += taken
    if (taken > 0) await advanceTombstone(state, id, { step: 'raw', frames })
    if (waiting > 0) unfinished++
    else await finishTombstone(state, id, now())
  }
  return { unfinished }
}

/** What was still being written down when Tocsin ended has erased nothing, and is asked for again. */
export async function dropUngathered(state: StateStore): Promise<void> {
  for (const { id, step } of await readTombstones(state)) if (step === 'gathering') await dropTombstone(state, id)
}

function frameOf({ partition, offset }: EventAt): string {
  return `${partition}.${offset}`
}
