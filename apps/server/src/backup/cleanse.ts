import { join } from 'node:path'
import { settingsOf } from '@tocsin/sources'
import { adoptErasures, everything, oldestPlain, readTombstones } from '@tocsin/store'
import { readConfig } from '../config/index.ts'
import { openEngine } from '../engine.ts'
import { applyRetention, carryOn, dropUngathered } from '../keeping/index.ts'
import { tables } from '../tables.ts'
import type { KnownErasure } from './erasure-file.ts'
import { restoresOf, sharedEnd } from './restores.ts'

/** What went, because it may not come back. */
export interface Cleansed {
  /** Raw frames past their days. */
  readonly frames: number
  /** Events past their days. */
  readonly rows: number
  /** Events that no longer name anybody. */
  readonly scrubbed: number
  /** Erasures that were done again. */
  readonly erasures: number
  /** Whether retention was applied: not where the settings of the folder are wrong, with which no server starts either. */
  readonly retention: 'applied' | 'settings-wrong'
}

/**
 * Takes out of a data folder what its own settings no longer keep, and what was erased elsewhere after it was copied. What the
 * folder had not judged yet is judged before. Nobody else has the folder open.
 *
 * @param erasures of the installation that the folder is a copy of; those that it knows already are carried on
 * @param now milliseconds since the epoch
 */
export async function cleanse(dataDir: string, erasures: readonly KnownErasure[], now: number): Promise<Cleansed> {
  const read = readConfig({ dataDir, environment: process.env })
  const restores = restoresOf(dataDir)
  let broken: Error | undefined
  const engine = await openEngine({
    dataDir,
    migrations: tables,
    workers: 1,
    failed: (error) => {
      broken = error
    },
  })
  try {
    for (const lane of [0, 1]) await engine.caughtUp(lane)
    const { lanes } = await engine.receive('receiveStatus')
    const end = (lanes[0]?.position ?? []).map((_, n) => Math.max(...lanes.map(({ position }) => position[n] ?? 0)))
    await dropUngathered(engine.state)
    const adopted = await adoptErasures(
      engine.state,
      erasures.map((one) => ({ ...one, ends: sharedEnd(end, restores, one.restores) })),
    )
    const unfinished = (await readTombstones(engine.state)).some(({ step }) => step !== 'done')
    const settings = await settingsOf(engine.state, everything)
    const days = read.ok ? read.value.config.retention : undefined
    const shortest = Math.min(days?.rawDays ?? Infinity, ...settings.flatMap(({ rawDays }) => rawDays ?? []))
    const oldest = Math.min(...[0, 1].map((lane) => oldestPlain(join(dataDir, 'log'), lane) ?? Infinity))
    // Only what is archived can be cut.
    if (unfinished || oldest < now - shortest * 86_400_000) {
      await engine.receive('rotate')
      for (const lane of [0, 1]) {
        await engine.caughtUp(lane)
        while (await engine.archive('archiveNext', lane, end)) {
          // one segment after the other
        }
      }
    }
    const gone =
      days === undefined ? { frames: 0, rows: 0, scrubbed: 0 } : await applyRetention(engine, days, settings, now)
    await carryOn({
      state: engine.state,
      events: engine.events,
      eraseFrames: (frames, since) => engine.archive('eraseFrames', frames, since),
      now: () => now,
    })
    if (broken !== undefined) throw broken
    return { ...gone, erasures: adopted, retention: days === undefined ? 'settings-wrong' : 'applied' }
  } finally {
    await engine.close()
  }
}
