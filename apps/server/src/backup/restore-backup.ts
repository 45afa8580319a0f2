import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock, TocsinError } from '@tocsin/kit'
import { inspectState, lockDataFolder, openSegmentLog, type Position } from '@tocsin/store'
import { z } from 'zod'
import { openKept } from '../kept.ts'
import { tables } from '../tables.ts'
import { checkBackup, identityFileOf } from './check-backup.ts'
import { type Cleansed, cleanse } from './cleanse.ts'
import { erasureFileName, erasuresOf, type KnownErasure, readErasures } from './erasure-file.ts'
import { backupFormat, type Manifest, storedPath } from './manifest.ts'
import { copyPiece, requireSame, synced } from './pieces.ts'
import { noteRestore } from './restores.ts'
import { type OpenWith, openerFor } from './sealing.ts'
import { finishRestore, isEmptyFolder, restoringName, swapFolder } from './swap-folder.ts'

export interface RestoreWish {
  /** One backup. */
  readonly from: string
  readonly dataDir: string
  /** `replace`: what is in the data folder stays aside until the restored data is in its place, and goes then. */
  readonly onto: 'empty' | 'replace'
  readonly open: OpenWith
  readonly keysFile?: string
  /** Of `erase --export`: erasures made after the backup, beside those that lie with the backups. */
  readonly erasuresFile?: string
  /** Now, in milliseconds since the epoch: what is past its days by then does not come back. */
  readonly now?: number
  /** Hears of each step before it is taken: tests end the process there. */
  readonly step?: (name: string) => void
  readonly progress?: (doing: 'checking' | 'copying', bytes: number) => void
}

export interface Restored {
  readonly manifest: Manifest
  readonly bytes: number
  readonly keys: 'restored' | 'kept' | 'missing' | 'none'
  /** What of the backup did not come back. */
  readonly gone: Cleansed
}

/**
 * Restores a backup. Nothing of the data folder is touched before all of the backup is proved; nothing is exchanged before the
 * copy is decrypted, opened, counted and found to be what was backed up.
 *
 * @throws TocsinError `not-empty`, `data-locked`, `backup-damaged`, `backup-locked`, `newer-data`, `no-room`, `keys-of-another`
 */
export async function restoreBackup(wish: RestoreWish): Promise<Restored> {
  const { dataDir, step = () => undefined } = wish
  step('check the backup')
  const manifest = await checkBackup(wish.from, (bytes) => wish.progress?.('checking', bytes))
  const opener = manifest.encrypted === 'no' ? undefined : await openerFor(wish.open, identityFileOf(wish.from))
  const keys = wish.keysFile === undefined ? undefined : await keysIn(wish.keysFile, wish.open, manifest)

  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const release = lockDataFolder(dataDir)
  try {
    finishRestore(dataDir, step)
    if (wish.onto === 'empty' && !isEmptyFolder(dataDir)) throw notEmpty(dataDir)
    requireRoom(dataDir, manifest)
    const erasures = await knownErasures(wish)
    const restoring = join(dataDir, restoringName)
    try {
      const bytes = await fill(wish, manifest, restoring, opener, step)
      const kept = placeKeys(restoring, dataDir, keys, step)
      step('prove what was copied')
      const end = await prove(restoring, manifest)
      noteRestore(restoring, { id: randomUUID(), end: [...end] })
      step('take out what may not come back')
      const gone = await cleanse(restoring, erasures, wish.now ?? Date.now())
      rmSync(join(restoring, 'lock'), { force: true })
      swapFolder(dataDir, step)
      const missing = manifest.keys === 'none' ? 'none' : 'missing'
      return { manifest, bytes, gone, keys: keys !== undefined ? 'restored' : kept ? 'kept' : missing }
    } catch (error) {
      if (!existsSync(join(dataDir, 'restore.json'))) rmSync(restoring, { recursive: true, force: true })
      throw error
    }
  } finally {
    release()
  }
}

type Opener = Awaited<ReturnType<typeof openerFor>>

async function fill(
  wish: RestoreWish,
  manifest: Manifest,
  restoring: string,
  opener: Opener | undefined,
  step: (name: string) => void,
): Promise<number> {
  step('make the folder to restore into')
  mkdirSync(restoring, { recursive: true, mode: 0o700 })
  let bytes = 0
  for (const piece of manifest.files) {
    step(`copy ${piece.path}`)
    const from = storedPath(wish.from, piece)
    const stored = piece.sealed?.bytes ?? piece.bytes
    const { written } = await copyPiece(from, stored, join(restoring, piece.path), opener)
    requireSame(piece, written, from)
    bytes += written.bytes
    wish.progress?.('copying', bytes)
  }
  await synced(restoring)
  return bytes
}

/** Opens the copy as a start of Tocsin would, and holds it against what the backup counted. */
async function prove(restoring: string, manifest: Manifest): Promise<Position> {
  const { rows } = await inspectState(join(restoring, 'state.sqlite'))
  for (const [table, count] of Object.entries(manifest.state.rows)) {
    if (rows[table] !== count) throw differs(`table ${table} has ${rows[table] ?? 0} rows, not ${count}`)
  }
  let ends: Position = []
  for (const lane of [0, 1]) {
    const log = openSegmentLog({ dir: join(restoring, 'log'), lane, clock: systemClock })
    const end = log.position()
    await log.close()
    ends = end.map((offset, partition) => Math.max(offset, ends[partition] ?? 0))
    if (!reaches(end, manifest.positions.log, lane)) throw differs(`the log of lane ${lane} ends too early`)
  }
  const kept = await openKept(restoring, tables)
  try {
    const { rows } = await kept.countEvents()
    if (rows !== manifest.events) throw differs(`the event store has ${rows} events, not ${manifest.events}`)
  } finally {
    await kept.close()
  }
  return ends
}

/** What was erased after the backup: by the installation that is replaced, and by the files that say so. */
async function knownErasures({ from, dataDir, erasuresFile }: RestoreWish): Promise<readonly KnownErasure[]> {
  const told = [
    ...readErasures(join(dirname(from), erasureFileName)),
    ...(erasuresFile === undefined ? [] : readErasures(erasuresFile)),
  ]
  if (erasuresFile !== undefined && !existsSync(erasuresFile)) {
    throw new TocsinError('bad-erasures', 'There is no such file of erasures', {
      where: erasuresFile,
      fix: 'Write it with `tocsin erase --export FILE`',
    })
  }
  try {
    return [...told, ...(await erasuresOf(dataDir))]
  } catch (cause) {
    if (erasuresFile !== undefined) return told
    throw new TocsinError('erasures-unreadable', 'What was erased in the data that is replaced cannot be read', {
      where: join(dataDir, 'state.sqlite'),
      fix: `Name a file of \`tocsin erase --export\` with --erasures, or ${erasureFileName} of the folder of backups`,
      cause,
    })
  }
}

/** @param lane whose log this is: it holds the other lane's positions at nothing */
function reaches(end: Position, wanted: Position, lane: number): boolean {
  const half = wanted.length / 2
  return wanted.every((offset, partition) => Math.floor(partition / half) !== lane || (end[partition] ?? 0) >= offset)
}

const keysShape = z.strictObject({
  format: z.number().int(),
  backup: z.string(),
  files: z.record(z.string().regex(/^[\w][\w.-]{0,200}$/), z.base64()),
})

type Keys = z.infer<typeof keysShape>

/** The keys of a backup. @throws TocsinError `keys-of-another`, `bad-keys`, `newer-data` */
async function keysIn(file: string, open: OpenWith, manifest: Manifest): Promise<Keys> {
  const text = await keysText(readFileSync(file), open)
  const read = keysShape.safeParse(text)
  if (!read.success) {
    throw new TocsinError('bad-keys', 'The file of keys cannot be read', {
      where: file,
      fix: 'Name the file that `tocsin backup --keys` wrote with this backup',
    })
  }
  if (read.data.format > backupFormat) {
    throw new TocsinError('newer-data', 'A newer Tocsin wrote the file of keys', {
      where: file,
      fix: 'Restore with the newer Tocsin that wrote it',
    })
  }
  if (read.data.backup === manifest.id) return read.data
  throw new TocsinError('keys-of-another', 'The keys belong to another backup', {
    where: file,
    fix: 'Name the file that `tocsin backup --keys` wrote with this backup',
  })
}

async function keysText(bytes: Uint8Array, open: OpenWith): Promise<unknown> {
  try {
    if (!Buffer.from(bytes.subarray(0, 32)).toString('latin1').startsWith('age-encryption.org/'))
      return JSON.parse(Buffer.from(bytes).toString('utf8'))
    const { Decrypter } = await import('age-encryption')
    const decrypter = new Decrypter()
    for (const identity of open.identities) decrypter.addIdentity(identity)
    if (open.passphrase !== undefined) decrypter.addPassphrase(open.passphrase)
    return JSON.parse(await decrypter.decrypt(bytes, 'text'))
  } catch {
    return undefined
  }
}

/** Keys of the backup, else those that the folder has now: they open what they opened before. */
function placeKeys(restoring: string, dataDir: string, keys: Keys | undefined, step: (name: string) => void): boolean {
  const to = join(restoring, 'keys')
  step('place the keys')
  if (keys !== undefined) {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const [name, text] of Object.entries(keys.files)) {
      writeFileSync(join(to, name), Buffer.from(text, 'base64'), { mode: 0o600, flush: true })
    }
    return true
  }
  const now = join(dataDir, 'keys')
  if (!existsSync(now)) return false
  cpSync(now, to, { recursive: true, preserveTimestamps: true })
  return true
}

function requireRoom(dataDir: string, manifest: Manifest): void {
  const needed = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { bavail, bsize } = statfsSync(dataDir)
  if (bavail * bsize > needed) return
  throw new TocsinError('no-room', `The volume has no room for ${Math.ceil(needed / 1024 ** 2)} MB more`, {
    where: dataDir,
    fix: 'Free space on it: what is replaced stays until the restored data is in its place',
  })
}

function notEmpty(dataDir: string): TocsinError {
  return new TocsinError('not-empty', 'The data folder is not empty', {
    where: dataDir,
    fix: 'Name another with --data, or add --replace: what is there goes once the backup is in its place',
  })
}

function differs(why: string): TocsinError {
  return new TocsinError('backup-damaged', `What was restored is not what was backed up: ${why}`, {
    fix: 'Take another backup; nothing was changed',
  })
}
