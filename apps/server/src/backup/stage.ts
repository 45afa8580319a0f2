import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Position } from '@tocsin/store'
import type { Engine } from '../engine.ts'
import { stagingName } from './staging.ts'

/** What a backup is made of, lying still below the data folder until it is copied. */
export interface Staged {
  readonly folder: string
  /** Milliseconds since the epoch. */
  readonly made: number
  readonly positions: { readonly events: Position; readonly log: Position }
  readonly events: number
}

/**
 * Not part of a backup: what belongs to this process or this machine, keys (they go apart), the live databases (their copies
 * go), and what only a change of the folder left behind.
 */
const left = new Set([
  stagingName,
  'lock',
  'local.json',
  'local-token',
  'one-time-link',
  // Loaded rules: made again from those in the log.
  'made',
  'keys',
  'events',
  'state.sqlite',
  'state.sqlite-wal',
  'state.sqlite-shm',
  'before-migration',
  'migrating',
  'restoring',
  'replaced',
  'restore.json',
  'replays',
])

/**
 * Lays still what a backup takes, while Tocsin runs: copies of both databases, then everything else by a second name.
 *
 * The log comes last: it holds whatever the databases have, and they take the rest from it after a restore.
 */
export async function stage(engine: Pick<Engine, 'keep' | 'receive'>, dataDir: string): Promise<Staged> {
  const folder = join(dataDir, stagingName, randomUUID())
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const made = Date.now()
    const { position, events } = await engine.keep('copyStores', folder)
    const { lanes } = await engine.receive('receiveStatus')
    const log = position.map((_, partition) => Math.max(...lanes.map((lane) => lane.position[partition] ?? 0)))
    await secondNames(dataDir, folder, (name) => left.has(name) || name.startsWith('lock.'))
    return { folder, made, positions: { events: position, log }, events }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Gives every file below a folder a second name; again from the start where one went meanwhile, for what came instead. */
async function secondNames(from: string, to: string, leaves: (name: string) => boolean): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    if (await linkBelow(from, to, leaves)) return
  }
  throw new Error(`the files of ${from} change faster than they can be named`)
}

const mostTries = 50

async function linkBelow(from: string, to: string, leaves: (name: string) => boolean): Promise<boolean> {
  let still = true
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (leaves(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    try {
      if (entry.isDirectory()) still = (await linkBelow(source, target, (name) => name.endsWith('.tmp'))) && still
      else if (entry.isFile() && !entry.name.endsWith('.tmp')) await secondName(source, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      still = false
    }
  }
  return still
}

async function secondName(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code === 'ENOENT') throw error
    // A file system without hard links, or one that allows no more of them.
    await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}
