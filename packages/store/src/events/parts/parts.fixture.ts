import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Event, type EventRow, eventId } from '@tocsin/event'
import type { EventBatch, EventStore } from '../../ports.ts'
import { emptyPosition, type Position } from '../../position.ts'
import type { Query, QueryRow } from '../../query.ts'
import { everything } from '../../scope.ts'
import { encodeRow } from '../encode-row.ts'
import { testEvent } from '../test-event.ts'
import type { PartLimits } from './part.ts'

/** Parts of a few rows, closed as soon as their hour is over. */
export const small: PartLimits = { minRows: 2, maxRows: 12, lateness: 0 }
export const hourMs = 3_600_000
/** The beginning of an hour. */
export const start = Date.UTC(2026, 9, 1)

export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "tocsin-parts-it's [1]*"))
}

/** An event received at a time, in milliseconds after `start`; `off` moves its own time away from that. */
export function received(
  partition: number,
  offset: number,
  at: number,
  { source = 'a', off = 0, ...ocsf }: EventRow & { source?: string; off?: number } = {},
): Event {
  return testEvent(
    offset,
    { message: `m${partition}.${offset}`, 'user.name': `user${offset % 5}`, ...ocsf },
    { at: { partition, offset, index: 0 }, received: start + at, time: start + at + off, source },
  )
}

export function batchOf(events: readonly Event[]): EventBatch {
  return { rows: Buffer.from(events.map(encodeRow).join('\n')), events: events.length }
}

/** The position after some events. */
export function after(events: readonly Event[]): Position {
  const next = [...emptyPosition()]
  for (const { at } of events) next[at.partition] = Math.max(next[at.partition] ?? 0, at.offset + 1)
  return next
}

export function every(change: Partial<Query> = {}): Query {
  return { from: 'event', time: [-8.64e15, 8.64e15], timeField: 'time', order: 'ascending', limit: 10_000, ...change }
}

export async function all(store: Pick<EventStore, 'query'>, change: Partial<Query> = {}): Promise<readonly QueryRow[]> {
  return (await store.query(every(change), everything)).rows
}

export async function ids(store: Pick<EventStore, 'query'>, change: Partial<Query> = {}): Promise<readonly string[]> {
  return (await all(store, change)).map(({ id }) => String(id))
}

export function idsOf(events: readonly Event[]): readonly string[] {
  return events.map(({ at }) => eventId(at))
}

export function filesOf(dir: string): readonly string[] {
  return readdirSync(join(dir, 'parts'))
}
