import { join } from 'node:path'
import { content, everything, lastControl } from '@tocsin/store'
import { openKept } from '../kept.ts'
import { rulesFor } from '../rules.ts'
import { tables } from '../tables.ts'
import { erasedNow } from './back-tests.ts'
import { backTestInThread } from './in-thread.ts'
import type { BackTestProgress, BackTestReport } from './run-back-test.ts'

/** What to try on a folder without a server: a rule of its bundle, or a text. */
export interface OfflineBackTest {
  readonly rule?: string
  readonly text?: string
  readonly from: number
  readonly until: number
  readonly lane: 'live' | 'replay'
  /** What the rule waited for, in place of what it says. */
  readonly waits?: boolean
}

/**
 * The same trial where no server runs, under the rules that its log names last.
 *
 * @throws TocsinError `data-locked` while a server runs on it, `no-data`, and what the trial throws
 */
export async function backTestOffline(
  dataDir: string,
  { rule, text = '', from, until, lane, waits = false }: OfflineBackTest,
  progress: (now: BackTestProgress) => void,
): Promise<BackTestReport> {
  const kept = await openKept(dataDir, tables)
  try {
    const logDir = join(dataDir, 'log')
    const control = lastControl(logDir, 0, 'rules')?.control
    const bundle = control?.kind === 'rules' ? content(logDir, control.digest) : (await rulesFor(dataDir)).bytes
    const tried = rule === undefined ? { kind: 'text' as const, text } : { kind: 'rule' as const, id: rule }
    const wish = { logDir, lane: lane === 'live' ? 0 : 1, from, until, scope: everything, waits }
    const erased = await erasedNow(kept.state)
    return await backTestInThread({ ...wish, erased, sides: [{ bundle, tried }] }, progress).report
  } finally {
    await kept.close()
  }
}
