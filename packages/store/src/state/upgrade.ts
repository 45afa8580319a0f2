import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Clock, TocsinError } from '@tocsin/kit'
import type { Migration } from '../migration.ts'
import { factsOf } from './inspect-state.ts'
import { openStateFile, type StateFile } from './libsql.ts'
import { migrate, pendingMigrations } from './migrate.ts'

export interface UpgradeOptions {
  readonly file: string
  readonly migrations: readonly Migration[]
  readonly clock: Clock
  /** Days that the state from before stays in `before-migration`. */
  readonly keepDays: number
  /** Hears of each step before it is taken: tests end the process there. */
  readonly step?: (name: string) => void
}

export interface Upgraded {
  /** `owner/id`, in the order in which they ran. */
  readonly ran: readonly string[]
  /** Milliseconds. */
  readonly took: number
  /** Bytes of the state before. */
  readonly bytes: number
}

/**
 * Brings a state that is older than the code to today's form without touching it: a copy is migrated, proved, and takes its
 * name; the state from before stays aside for some days. A crash at any step leaves the old state or the new one, whole.
 *
 * A file that is not there, or that needs nothing, is left as it is.
 *
 * @throws TocsinError `newer-data`, `migration-changed`, `state-damaged`
 */
export function upgradeState(options: UpgradeOptions): Upgraded {
  const { file, clock, step = () => undefined } = options
  if (file === ':memory:' || !existsSync(file)) return nothing
  const draft = `${file}.migrating`
  clear(draft)
  const done = onCopy(options, draft, step)
  if (done.ran.length > 0) {
    const aside = join(dirname(file), 'before-migration')
    step('keep the state from before')
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    secondName(file, join(aside, `${Math.floor(clock.now())}-${basename(file)}`))
    syncPath(aside)
    step('switch')
    // Empty by now; one that stayed would be taken for the new file's
    for (const path of [file, draft]) for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
    renameSync(draft, file)
    syncPath(dirname(file))
    step('done')
  }
  clear(draft)
  forgetOld(join(dirname(file), 'before-migration'), clock.now() - options.keepDays * 86_400_000)
  return done
}

/** What an upgrade would do and how long it takes, tried on a copy that is removed again. */
export function tryUpgrade(options: Omit<UpgradeOptions, 'keepDays'>): Upgraded {
  if (!existsSync(options.file)) return nothing
  const draft = `${options.file}.dry-run`
  clear(draft)
  try {
    return onCopy({ ...options, keepDays: 0 }, draft, () => undefined)
  } finally {
    clear(draft)
  }
}

const nothing: Upgraded = { ran: [], took: 0, bytes: 0 }

function onCopy({ file, migrations, clock }: UpgradeOptions, draft: string, step: (name: string) => void): Upgraded {
  const began = performance.now()
  const before = openStateFile(file, 'FULL')
  let rows: Readonly<Record<string, number>>
  let ran: readonly string[]
  try {
    ran = pendingMigrations(before, migrations)
    // A state without any migration has no table either: it is made in place
    if (ran.length === 0 || tablesIn(before) === 0) return nothing
    step('copy')
    rows = factsOf(before, file).rows
    before.run({ sql: 'vacuum into ?', parameters: [draft] })
    emptyLog(before, file)
  } finally {
    before.close()
  }
  step('migrate the copy')
  const copy = openStateFile(draft, 'FULL')
  try {
    requireRows(draft, rows, factsOf(copy, draft).rows)
    migrate(copy, migrations, clock)
    step('prove the copy')
    factsOf(copy, draft)
    emptyLog(copy, draft)
  } finally {
    copy.close()
  }
  syncPath(draft)
  return { ran, took: performance.now() - began, bytes: statSync(file).size }
}

/** Moves the write-ahead log into the file, which alone is the state then. */
function emptyLog(state: StateFile, where: string): void {
  const [row] = state.run({ sql: 'pragma wal_checkpoint(truncate)', parameters: [] }) as { busy: number }[]
  if (row?.busy === 0) return
  throw new TocsinError('state-busy', 'The state is read by somebody else', {
    where,
    fix: 'Stop whatever else has the file open, then start again',
  })
}

function tablesIn(state: StateFile): number {
  const [row] = state.run({ sql: 'select count(*) as n from migration', parameters: [] }) as { n: number }[]
  return row?.n ?? 0
}

function requireRows(
  where: string,
  before: Readonly<Record<string, number>>,
  copied: Readonly<Record<string, number>>,
) {
  for (const [table, count] of Object.entries(before)) {
    if (copied[table] === count) continue
    throw new TocsinError('state-damaged', `The copy of table ${table} has ${copied[table] ?? 0} rows, not ${count}`, {
      where,
      fix: 'Restore the state from a backup that checks',
    })
  }
}

function forgetOld(aside: string, before: number): void {
  for (const name of existsSync(aside) ? readdirSync(aside) : []) {
    const made = Number(/^(\d{1,16})-/.exec(name)?.[1] ?? Number.NaN)
    if (made < before) rmSync(join(aside, name), { force: true })
  }
}

/** A hard link where the file system has them, else a copy: there is no moment without a state. */
function secondName(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    copyFileSync(from, to)
  }
}

function clear(draft: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${ending}`, { force: true })
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
