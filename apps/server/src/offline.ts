import { TocsinError } from '@tocsin/kit'
import type { RuleBundle } from '@tocsin/watch'
import { noteOffline } from './audit/index.ts'
import { openEngine } from './engine.ts'
import type { ReplayProgress } from './receive/index.ts'
import { type ReplayReport, type ReplayWish, replay } from './replay.ts'
import { rulesFor } from './rules.ts'
import { tables } from './tables.ts'

/** The engine on a data folder without listeners and without an API. */
export interface Offline {
  /** Without rules, by those of the data folder. */
  replay(wish: OfflineWish, progress?: (sofar: ReplayProgress) => void): Promise<ReplayReport>
  close(): Promise<void>
}

export type OfflineWish = Omit<ReplayWish, 'rules'> & { readonly rules?: RuleBundle }

export async function openOffline(options: { readonly dataDir: string; readonly workers?: number }): Promise<Offline> {
  let broken: Error | undefined
  const engine = await openEngine({
    ...options,
    migrations: tables,
    failed: (error) => {
      broken = error
    },
  })
  return {
    replay: async (wish, progress) => {
      const stopped = new Promise<never>((_, reject) => {
        const look = setInterval(() => {
          if (broken !== undefined) reject(new TocsinError('stream-stopped', broken.message, { cause: broken }))
        }, 200)
        look.unref()
      })
      const rules = wish.rules ?? (await rulesFor(options.dataDir))
      const report = await Promise.race([replay(engine, { ...wish, rules }, progress), stopped])
      const about = `source=${wish.source} name=${wish.name}`
      await noteOffline(
        { dataDir: options.dataDir, state: engine.state },
        { act: 'POST /api/replays', about, rows: report.records },
      )
      return report
    },
    close: engine.close,
  }
}
