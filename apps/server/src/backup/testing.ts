import { join } from 'node:path'
import { type EventAt, isReplayPartition } from '@tocsin/event'
import { everything, frameOrGap, openEventStore } from '@tocsin/store'
import { openEngine } from '../engine.ts'
import { eventsFound } from '../keeping/erased-events.ts'
import { beginErasure, carryOn } from '../keeping/erasure.ts'
import { openKept } from '../kept.ts'
import { type OfflineWish, openOffline } from '../offline.ts'
import { rerun } from '../rerun.ts'
import { tables } from '../tables.ts'
import { type RestoreWish, restoreBackup } from './restore-backup.ts'
import { type RewriteWish, rewriteBackups } from './rewrite-backup.ts'
import { stageOffline } from './stage-offline.ts'

/** What tests of backups run in a process of its own, where threads start from the built modules. */
const calls: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = {
  stageOffline,
  restoreBackup: (wish: RestoreWish) => restoreBackup(wish),
  rewriteBackups: (wish: RewriteWish) => rewriteBackups(wish),
  erase: async (dataDir: string, text: string) => {
    const engine = await openEngine({ dataDir, migrations: tables, workers: 1, failed: () => undefined })
    for (const lane of [0, 1]) await engine.caughtUp(lane)
    const found = await eventsFound(engine.events, everything, text)
    const desk = {
      state: engine.state,
      events: engine.events,
      eraseFrames: async () => ({ taken: 0, waiting: 1 }),
      // Nobody has a pseudonym without the server's keys.
      forget: async () => undefined,
      now: Date.now,
    }
    await beginErasure(desk, { who: 'dpo', reason: 'asked for', events: found })
    await carryOn(desk)
    await engine.close()
    return found.map(({ at }) => at)
  },
  found: async (dataDir: string, ats: readonly EventAt[]) => {
    const kept = await openKept(dataDir, tables)
    const { rows } = await kept.countEvents()
    await kept.close()
    const raw = ats.map((at) =>
      frameOrGap(join(dataDir, 'log'), isReplayPartition(at.partition) ? 1 : 0, at.partition, at.offset),
    )
    return { rows, raw: raw.map((one) => (one?.frame !== undefined ? 'there' : (one?.gap.why ?? 'unknown'))) }
  },
  tend: async (dataDir: string) => {
    const store = await openEventStore({ dir: join(dataDir, 'events') })
    await store.tend(Date.now())
    await store.close()
  },
  replay: async (dataDir: string, wish: OfflineWish) => {
    const offline = await openOffline({ dataDir, workers: 1 })
    await offline.replay(wish)
    await offline.close()
  },
  findingsOf: async (dir: string) => {
    const found: string[] = []
    await rerun({ dir, lane: 1, workers: 1, found: (finding) => found.push(JSON.stringify(finding)) })
    return found
  },
}

/** Calls one and writes its answer, or why it failed, as JSON. */
async function run(name: string, args: readonly never[]): Promise<void> {
  try {
    const answer = (await calls[name]?.(...(args as never[]))) ?? null
    process.stdout.write(JSON.stringify({ answer }))
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    process.stdout.write(JSON.stringify({ failure: { code, message } }))
  }
}

if (process.argv[1] === import.meta.filename) await run(process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '[]'))
