import { join } from 'node:path'
import { everything } from '@tocsin/store'
import { erasedNow } from '../back-test/back-tests.ts'
import { type BackTestReport, backTestInThread } from '../back-test/index.ts'
import { openKept } from '../kept.ts'
import { rulesFor } from '../rules.ts'
import { tables } from '../tables.ts'
import { nothingToUndo } from './capability.ts'
import { compareInThread } from './compare-in-thread.ts'
import type { RuleDifference } from './difference.ts'
import { type ContentVersion, filesOf, switchBack, switchOn } from './versions.ts'

const day = 86_400_000

/** What a candidate would change where no server runs, tried on the last 24 hours of its folder. */
export async function previewOffline(
  dataDir: string,
  digest: string,
  now: number,
  progress: (share: number) => void,
): Promise<{ readonly difference: RuleDifference; readonly report: BackTestReport }> {
  const kept = await openKept(dataDir, tables)
  try {
    const [current, next] = await Promise.all([
      rulesFor(dataDir),
      rulesFor(dataDir, { update: filesOf(dataDir, digest) }),
    ])
    const difference = await compareInThread({ now: current.bytes, next: next.bytes })
    const tried = { kind: 'all' } as const
    const running = backTestInThread(
      {
        logDir: join(dataDir, 'log'),
        lane: 0,
        from: now - day,
        until: now,
        scope: everything,
        erased: await erasedNow(kept.state),
        sides: [
          { bundle: current.bytes, tried },
          { bundle: next.bytes, tried },
        ],
        explained: 0,
      },
      ({ share }) => progress(share),
    )
    return { difference, report: await running.report }
  } finally {
    await kept.close()
  }
}

/** Switches a candidate on where no server runs: the next start lets it judge. */
export async function applyOffline(
  dataDir: string,
  version: Omit<ContentVersion, 'number' | 'before' | 'files'>,
): Promise<number> {
  return locked(dataDir, () => switchOn(dataDir, version).number)
}

export async function undoOffline(dataDir: string): Promise<number> {
  return locked(dataDir, () => {
    const version = switchBack(dataDir)
    if (version === undefined) throw nothingToUndo()
    return version
  })
}

/** No server starts meanwhile. */
async function locked<Answer>(dataDir: string, act: () => Answer): Promise<Answer> {
  const kept = await openKept(dataDir, tables)
  try {
    return act()
  } finally {
    await kept.close()
  }
}
