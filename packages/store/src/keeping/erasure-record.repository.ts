import { existsSync } from 'node:fs'
import type { EventAt } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { StateStore } from '../ports.ts'
import type { Position } from '../position.ts'
import { sqlBuilder } from '../state/sql-builder.ts'
import type { KeepingTables } from './tables.ts'
import {
  addErased,
  advanceTombstone,
  eventHash,
  frameHash,
  openTombstone,
  readTombstones,
} from './tombstone.repository.ts'

/** An erasure as it passes to another state: who, when, why, and the hashes of what it took. */
export interface ErasureRecord {
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly reason: string
  /** Of events and of their frames. */
  readonly hashes: readonly string[]
}

const sql = sqlBuilder<KeepingTables>()
/** Events of one frame that are looked for: decoders make far fewer. */
const mostIndexes = 4096

/**
 * The erasures of a state file, also beside the process that has it open: reads alone.
 *
 * @throws TocsinError `state-unreadable`
 */
export async function erasuresIn(file: string): Promise<readonly ErasureRecord[]> {
  if (!existsSync(file)) return []
  const { openStateFile } = await import('../state/libsql.ts')
  try {
    const state = openStateFile(file, 'NORMAL')
    try {
      const there = state.run({
        sql: `select name from sqlite_master where type = 'table' and name = 'tombstone'`,
        parameters: [],
      })
      if (there.length === 0) return []
      const over = { run: async <Row>(statement: Parameters<StateStore['run']>[0]) => state.run(statement) as Row[] }
      return await recordsOf({ ...over, transact: async () => undefined })
    } finally {
      state.close()
    }
  } catch (cause) {
    throw new TocsinError('state-unreadable', 'The erasures of a state cannot be read', {
      where: file,
      fix: 'Restore the state from a backup that checks',
      cause,
    })
  }
}

async function recordsOf(state: StateStore): Promise<readonly ErasureRecord[]> {
  const hashes = new Map<string, string[]>()
  const rows = await state.run<KeepingTables['tombstone_event']>(
    sql.selectFrom('tombstone_event').selectAll().compile(),
  )
  for (const { hash, tombstone_id } of rows) {
    const list = hashes.get(tombstone_id) ?? []
    hashes.set(tombstone_id, list)
    list.push(hash)
  }
  return (await readTombstones(state))
    .filter(({ step }) => step !== 'gathering')
    .map(({ id, who, at, reason }) => ({ who, at, reason, hashes: hashes.get(id) ?? [] }))
}

/**
 * Takes over erasures that a state does not know, so that they are carried out on it; gives how many. An erasure names only
 * hashes: every place of the log before `ends` is hashed and looked up, some seconds for ten million of them.
 *
 * @param ends the places that this log shares with the one where each erasure was made, by erasure
 */
export async function adoptErasures(
  state: StateStore,
  records: readonly (ErasureRecord & { readonly ends: Position })[],
): Promise<number> {
  const known = new Set((await readTombstones(state)).map(({ at, who, reason }) => JSON.stringify([at, who, reason])))
  const wanted = records
    .filter(({ at, who, reason }) => !known.has(JSON.stringify([at, who, reason])))
    .map((record) => ({ ...record, left: new Set(record.hashes), events: [] as EventAt[] }))
  if (wanted.length === 0) return 0
  const byFrame = new Set(wanted.flatMap(({ hashes }) => hashes))
  const longest = wanted.reduce<Position>((ends, one) => one.ends.map((n, p) => Math.max(n, ends[p] ?? 0)), [])
  const frames: Omit<EventAt, 'index'>[] = []
  longest.forEach((end, partition) => {
    for (let offset = 0; offset < end; offset++)
      if (byFrame.has(frameHash({ partition, offset }))) frames.push({ partition, offset })
  })
  let adopted = 0
  for (const { who, at, reason, ends, left, events } of wanted.toSorted((a, b) => a.at - b.at)) {
    const own = frames.filter((frame) => frame.offset < (ends[frame.partition] ?? 0) && left.delete(frameHash(frame)))
    for (let index = 0; index < mostIndexes && left.size > 0 && own.length > 0; index++) {
      for (const frame of own) if (left.delete(eventHash({ ...frame, index }))) events.push({ ...frame, index })
    }
    if (events.length === 0) continue
    const { id } = await openTombstone(state, { who, at, reason })
    await addErased(state, id, events)
    await advanceTombstone(state, id, { step: 'columns', events: events.length })
    adopted++
  }
  return adopted
}
