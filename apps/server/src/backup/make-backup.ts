import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { inspectState } from '@tocsin/store'
import { addErasures, erasureFileName, erasuresOf } from './erasure-file.ts'
import { backupFormat, type Manifest, manifestName, type Piece } from './manifest.ts'
import { copyPiece, filesBelow, synced } from './pieces.ts'
import { type SealFor, sealerFor } from './sealing.ts'
import type { Staged } from './stage.ts'

export interface BackupWish {
  /** The folder of backups: each lies in a folder of its own, named by its time. */
  readonly into: string
  readonly dataDir: string
  readonly seal: SealFor
  /** Where the keys go; withheld where absent. Never beside the backup's files. */
  readonly keysFile?: string
  readonly keepDays: number
  readonly version: string
  /** Hears of each step before it is taken: tests end the process there. */
  readonly step?: (name: string) => void
  readonly progress?: (bytes: number) => void
}

export interface BackupMade {
  readonly dir: string
  readonly manifest: Manifest
  /** Bytes of all pieces before encryption. */
  readonly bytes: number
}

/**
 * Copies what was staged into a new backup, and removes what was staged. The backup has its name only when all of it is durable;
 * until then its folder ends in `.partial`.
 *
 * @throws TocsinError `keys-beside-backup`, `bad-recipient`, `backup-exists`, `state-damaged`
 */
export async function makeBackup(staged: Staged, wish: BackupWish): Promise<BackupMade> {
  try {
    return await copied(staged, wish)
  } finally {
    await rm(staged.folder, { recursive: true, force: true })
  }
}

async function copied(staged: Staged, wish: BackupWish): Promise<BackupMade> {
  const { step = () => undefined, progress = () => undefined } = wish
  const id = randomUUID()
  const dir = join(wish.into, backupName(staged.made))
  const partial = `${dir}.partial`
  if (existsSync(dir) || existsSync(partial)) {
    throw new TocsinError('backup-exists', 'There is a backup of this moment already', { where: dir, fix: 'Try again' })
  }
  const keysDir = join(wish.dataDir, 'keys')
  const keys = !existsSync(keysDir) ? 'none' : wish.keysFile === undefined ? 'withheld' : 'apart'
  if (wish.keysFile !== undefined && isBelow(wish.keysFile, wish.into)) {
    throw new TocsinError('keys-beside-backup', 'The keys would lie beside what they open', {
      where: wish.keysFile,
      fix: 'Name a file outside of the folder of backups, best on another medium',
    })
  }
  const sealer = wish.seal.kind === 'no' ? undefined : await sealerFor(wish.seal)
  const erasures = await erasuresOf(wish.dataDir, join(staged.folder, 'state.sqlite'))
  const state = await inspectState(join(staged.folder, 'state.sqlite'))

  step('make the partial folder')
  await mkdir(wish.into, { recursive: true, mode: 0o700 })
  await mkdir(partial, { mode: 0o700 })
  step('note the erasures beside the backups')
  if (erasures.length > 0) addErasures(join(wish.into, erasureFileName), erasures)
  const files: Piece[] = []
  let bytes = 0
  for (const { path, bytes: length } of await filesBelow(staged.folder)) {
    step(`copy ${path}`)
    const to = join(partial, 'data', sealer === undefined ? path : `${path}.age`)
    const { read, written } = await copyPiece(join(staged.folder, path), length, to, sealer?.stream)
    files.push({ path, ...read, ...(sealer === undefined ? {} : { sealed: written }) })
    bytes += read.bytes
    progress(bytes)
  }
  if (sealer?.identityFile !== undefined) {
    step('write the wrapped identity')
    await putNew(join(partial, 'identity.age'), sealer.identityFile)
  }
  if (keys === 'apart' && wish.keysFile !== undefined) {
    step('write the keys')
    const plain = Buffer.from(JSON.stringify({ format: backupFormat, backup: id, files: keysIn(keysDir) }))
    // By a passphrase alone: the identity that opens the files lies with them.
    const own = wish.seal.kind === 'passphrase' ? await passphraseSealed(plain, wish.seal.passphrase) : undefined
    await putNew(wish.keysFile, own ?? (await sealer?.bytes(plain)) ?? plain)
  }
  const manifest: Manifest = {
    format: backupFormat,
    id,
    tocsin: wish.version,
    made: staged.made,
    keepDays: wish.keepDays,
    keys,
    encrypted: wish.seal.kind,
    positions: { events: [...staged.positions.events], log: [...staged.positions.log] },
    events: staged.events,
    state: { rows: state.rows, migrations: [...state.migrations] },
    files,
  }
  step('write the manifest')
  await putNew(join(partial, manifestName), Buffer.from(`${JSON.stringify(manifest)}\n`))
  for (const folder of foldersOf(files)) await synced(join(partial, folder))
  step('give the backup its name')
  await rename(partial, dir)
  await synced(wish.into)
  step('done')
  return { dir, manifest, bytes }
}

/** `tocsin-2026-11-22T23-59-00.123Z`: sorts by time. */
export function backupName(made: number): string {
  return `tocsin-${new Date(made).toISOString().replaceAll(':', '-')}`
}

/** Files of a folder of keys, by name, in base64. */
function keysIn(dir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(dir)
      .filter((name) => statSync(join(dir, name)).isFile())
      .map((name) => [name, readFileSync(join(dir, name)).toString('base64')]),
  )
}

async function passphraseSealed(plain: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  return encrypter.encrypt(plain)
}

async function putNew(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
  await synced(path)
  await synced(dirname(path))
}

/** Every folder of the backup, the deepest first, the backup's own last. */
function foldersOf(files: readonly Piece[]): readonly string[] {
  const folders = new Set<string>()
  for (const { path } of files) {
    for (let at = dirname(join('data', path)); at !== '.'; at = dirname(at)) folders.add(at)
  }
  return [...[...folders].sort((a, b) => b.length - a.length), '.']
}

function isBelow(path: string, dir: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (at === dir) return true
    if (basename(at) === '' || at === dirname(at)) return false
  }
}
