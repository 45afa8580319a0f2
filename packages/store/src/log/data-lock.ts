import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'

/** Who holds a data folder: a process id is used again, its start is not. */
interface Holder {
  readonly pid: number
  /** Clock ticks between boot and the start of the process, and the boot, from /proc; absent elsewhere. */
  readonly started?: string
}

/**
 * Takes a data folder for this process: two writers on one log or one database destroy it.
 *
 * The lock of a process that is gone is taken over. Process ids must mean the same for all who share the folder: two
 * containers with one volume must share their process namespace, or see to it themselves.
 *
 * @returns the way to give it back
 * @throws TocsinError `data-locked`, naming the process
 */
export function lockDataFolder(dir: string): () => void {
  mkdirSync(dir, { recursive: true })
  const path = join(dir, 'lock')
  const mine = JSON.stringify(holderOf(process.pid))
  const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`
  writeFileSync(draft, mine)
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (tookOver(draft, path)) return () => release(path, mine)
      const held = readLock(path)
      if (held === undefined) continue
      const holder = parseHolder(held)
      if (holder !== undefined && isAlive(holder)) throw locked(path, holder.pid)
      setAside(path, held, `${draft}.stale`)
    }
    throw locked(path, parseHolder(readLock(path) ?? '')?.pid)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** link(2) makes the lock with its content in one step, and fails where one stands: O_EXCL without an empty moment. */
function tookOver(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a stale lock away; gives it back if another process put its own there meanwhile. */
function setAside(path: string, stale: string, aside: string): void {
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if (readLock(aside) !== stale) tookOver(aside, path)
  rmSync(aside, { force: true })
}

function release(path: string, mine: string): void {
  if (readLock(path) === mine) rmSync(path, { force: true })
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, started }: Record<string, unknown> = JSON.parse(text)
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
    return typeof started === 'string' ? { pid, started } : { pid }
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = holderOf(holder.pid)
  if (now.started === 'ended') return false
  return holder.started === undefined || now.started === undefined || holder.started === now.started
}

function holderOf(pid: number): Holder {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // proc(5): field 22 is the start time; field 2, the name, may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie answers signals until its parent looks, and writes no more.
    if (fields[0] === 'Z' || fields[0] === 'X') return { pid, started: 'ended' }
    const ticks = fields[19]
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return ticks === undefined ? { pid } : { pid, started: `${boot}/${ticks}` }
  } catch {
    return { pid }
  }
}

function locked(path: string, pid: number | undefined): TocsinError {
  return new TocsinError('data-locked', `The data folder is in use by process ${pid ?? 'unknown'}`, {
    where: path,
    fix: 'Stop that Tocsin first; if the process is no Tocsin, remove this file',
  })
}
