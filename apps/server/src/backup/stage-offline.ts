import { openEngine } from '../engine.ts'
import { tables } from '../tables.ts'
import { type Staged, stage } from './stage.ts'

/** Lays a backup still where no server runs on the data folder. */
export async function stageOffline(dataDir: string): Promise<Staged> {
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
    const staged = await stage(engine, dataDir)
    if (broken !== undefined) throw broken
    return staged
  } finally {
    await engine.close()
  }
}
