import { createHash } from 'node:crypto'
import { type EventAt, eventId } from '@tocsin/event'
import type { StateStore } from '../ports.ts'
import { sqlBuilder } from '../state/sql-builder.ts'
import type { KeepingTables, TombstoneStep } from './tables.ts'

/** What is left of an erasure: who, when, why, how much; never what it was. */
export interface Tombstone {
  /** `erasure-2`. */
  readonly id: string
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly reason: string
  readonly step: TombstoneStep
  readonly events: number
  /** Raw frames of these events that the log no longer holds; fewer than events where a frame carried several. */
  readonly frames: number
  readonly evidence: number
  readonly doneAt: number | undefined
}

const sql = sqlBuilder<KeepingTables>()
const mostRows = 5000

/** All erasures, the newest first. */
export async function readTombstones(state: StateStore): Promise<readonly Tombstone[]> {
  const rows = await state.run<KeepingTables['tombstone']>(
    sql.selectFrom('tombstone').selectAll().orderBy('n', 'desc').compile(),
  )
  return rows.map(tombstoneOf)
}

/**
 * Which erasure took an event, if one did: what a restored backup must leave out is asked here.
 *
 * Ids are kept as hashes of the event and of its frame, so that `index` may be left open for a whole frame.
 */
export async function erasedBy(
  state: StateStore,
  at: Omit<EventAt, 'index'> & { readonly index?: number },
): Promise<Tombstone | undefined> {
  const { partition, offset, index } = at
  const hash = index === undefined ? frameHash({ partition, offset }) : eventHash({ partition, offset, index })
  const [row] = await state.run<KeepingTables['tombstone']>(
    sql
      .selectFrom('tombstone')
      .innerJoin('tombstone_event', 'tombstone_event.tombstone_id', 'tombstone.id')
      .selectAll('tombstone')
      .where('tombstone_event.hash', '=', hash)
      .orderBy('n')
      .limit(1)
      .compile(),
  )
  return row === undefined ? undefined : tombstoneOf(row)
}

/** Opens an erasure; nothing is deleted before `advance` has named the step `columns`. */
export async function openTombstone(
  state: StateStore,
  what: { readonly who: string; readonly at: number; readonly reason: string },
): Promise<Tombstone> {
  const [last] = await state.run<{ n: number | null }>(
    sql
      .selectFrom('tombstone')
      .select((eb) => eb.fn.max('n').as('n'))
      .compile(),
  )
  const n = Number(last?.n ?? 0) + 1
  const row = {
    id: `erasure-${n}`,
    n,
    ...what,
    step: 'gathering',
    events: 0,
    frames: 0,
    evidence: 0,
    done_at: null,
  } as const
  await state.run(sql.insertInto('tombstone').values(row).compile())
  return tombstoneOf(row)
}

/** Adds events to what an erasure takes, with their hashes; again changes nothing. */
export async function addErased(state: StateStore, tombstone: string, events: readonly EventAt[]): Promise<void> {
  for (let from = 0; from < events.length; from += mostRows) {
    const some = events.slice(from, from + mostRows)
    const hashes = new Set(some.flatMap((at) => [eventHash(at), frameHash(at)]))
    await state.transact([
      sql
        .insertInto('erasure_event')
        .values(
          some.map(({ partition, offset, index }) => ({ tombstone_id: tombstone, partition, offset, idx: index })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
      sql
        .insertInto('tombstone_event')
        .values([...hashes].map((hash) => ({ hash, tombstone_id: tombstone })))
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
    ])
  }
}

/** What an erasure that is under way takes, in order. */
export async function erasedEvents(state: StateStore, tombstone: string): Promise<readonly EventAt[]> {
  const rows = await state.run<{ partition: number; offset: number; idx: number }>(
    sql
      .selectFrom('erasure_event')
      .select(['partition', 'offset', 'idx'])
      .where('tombstone_id', '=', tombstone)
      .orderBy('partition')
      .orderBy('offset')
      .orderBy('idx')
      .compile(),
  )
  return rows.map(({ partition, offset, idx }) => ({ partition, offset, index: idx }))
}

/** Says that a step is finished by naming the next one, with what is known by then. */
export async function advanceTombstone(
  state: StateStore,
  id: string,
  to: { readonly step: TombstoneStep; readonly events?: number; readonly frames?: number; readonly evidence?: number },
): Promise<void> {
  await state.run(sql.updateTable('tombstone').set(to).where('id', '=', id).compile())
}

/** The last step: the tombstone and the hashes stay, the list of what was taken goes. */
export async function finishTombstone(state: StateStore, id: string, at: number): Promise<void> {
  await state.transact([
    sql.updateTable('tombstone').set({ step: 'done', done_at: at }).where('id', '=', id).compile(),
    sql.deleteFrom('erasure_event').where('tombstone_id', '=', id).compile(),
  ])
}

/** An erasure that had not gathered all that it takes when Tocsin ended has deleted nothing: it goes, and is asked for again. */
export async function dropTombstone(state: StateStore, id: string): Promise<void> {
  await state.transact([
    sql.deleteFrom('erasure_event').where('tombstone_id', '=', id).compile(),
    sql.deleteFrom('tombstone_event').where('tombstone_id', '=', id).compile(),
    sql.deleteFrom('tombstone').where('id', '=', id).where('step', '=', 'gathering').compile(),
  ])
}

/** How an erasure keeps the id of an event that it took. */
export function eventHash(at: EventAt): string {
  return hashOf(eventId(at))
}

/** The same of the frame that carried it. */
export function frameHash({ partition, offset }: Omit<EventAt, 'index'>): string {
  return hashOf(`${partition}.${offset}`)
}

function hashOf(text: string): string {
  return createHash('sha256').update(`tocsin erased ${text}`).digest('hex').slice(0, 32)
}

function tombstoneOf(row: KeepingTables['tombstone']): Tombstone {
  const { id, who, at, reason, step, done_at } = row
  return {
    id,
    who,
    at,
    reason,
    step,
    events: Number(row.events),
    frames: Number(row.frames),
    evidence: Number(row.evidence),
    doneAt: done_at ?? undefined,
  }
}
