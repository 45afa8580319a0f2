import { openCityKeeper, storedModes } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import type { RuleBundle } from '@tocsin/watch'
import { noteOffline } from './audit/index.ts'
import { cityLogOver, nameCity } from './city/publishing.ts'
import { type Engine, openEngine } from './engine.ts'
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

/** What is replayed is recognised by the city as it is now. */
async function nameCityOf(engine: Pick<Engine, 'receive' | 'state'>): Promise<void> {
  const modes = await storedModes(engine.state)
  await nameCity(cityLogOver(engine.receive), 1, await openCityKeeper(engine.state, Date.now), () => modes)
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
      await nameCityOf(engine)
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
