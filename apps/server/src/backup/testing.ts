import { type OfflineWish, openOffline } from '../offline.ts'
import { rerun } from '../rerun.ts'
import { type RestoreWish, restoreBackup } from './restore-backup.ts'
import { stageOffline } from './stage-offline.ts'

/** What tests of backups run in a process of its own, where threads start from the built modules. */
const calls: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = {
  stageOffline,
  restoreBackup: (wish: RestoreWish) => restoreBackup(wish),
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
