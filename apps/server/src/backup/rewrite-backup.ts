import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { link, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inspectState } from '@tocsin/store'
import { openKept } from '../kept.ts'
import { tables } from '../tables.ts'
import { syncFolder } from '../write-durably.ts'
import { checkBackup, identityFileOf } from './check-backup.ts'
import { type Cleansed, cleanse } from './cleanse.ts'
import { erasureFileName, readErasures } from './erasure-file.ts'
import { backupsIn } from './list-backups.ts'
import { type Manifest, manifestName, type Piece, readManifest, storedPath } from './manifest.ts'
import { copyPiece, factsOf, filesBelow, requireSame, synced } from './pieces.ts'
import { type OpenWith, openerFor, recipientOf, type SealFor, sealerFor } from './sealing.ts'

export interface RewriteWish {
  /** A folder of backups. */
  readonly dir: string
  readonly open: OpenWith
  /** For whom an encrypted backup is encrypted again; one that a passphrase opens stays so. */
  readonly recipients: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Hears of each step before it is taken: tests end the process there. */
  readonly step?: (name: string) => void
}

export interface Rewritten {
  readonly rewritten: readonly ({ readonly backup: string } & Cleansed)[]
  /** Those that nothing given opens. */
  readonly locked: readonly string[]
}

const draftEnding = '.rewriting'
/** What opening a copy leaves in it. */
const scratch = ['lock', 'before-migration', 'staging', 'local.json']

/**
 * Takes out of the backups of a folder what is past its days by their own settings, and what was erased since. Each is copied,
 * the copy cleansed, proved, and put in its place; what holds nothing of it stays as it is.
 *
 * @throws TocsinError `backup-damaged`, `bad-recipient`
 */
export async function rewriteBackups(wish: RewriteWish): Promise<Rewritten> {
  finishRewrites(wish.dir)
  const rewritten: ({ readonly backup: string } & Cleansed)[] = []
  const locked: string[] = []
  for (const backup of backupsIn(wish.dir)) {
    const { encrypted } = readManifest(backup)
    const opens =
      encrypted === 'no' ||
      (encrypted === 'passphrase'
        ? wish.open.passphrase !== undefined
        : wish.open.identities.length > 0 && wish.recipients.length > 0)
    const gone = opens ? await rewriteBackup(backup, wish) : undefined
    if (!opens) locked.push(backup)
    else if (gone !== undefined) rewritten.push({ backup, ...gone })
  }
  return { rewritten, locked }
}

/** Goes on where a crash ended a rewriting: a backup loses its name only when all of the new one is there. */
export function finishRewrites(dir: string): void {
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    if (!name.endsWith(draftEnding)) continue
    const [draft, backup] = [join(dir, name), join(dir, name.slice(0, -draftEnding.length))]
    if (existsSync(backup)) rmSync(draft, { recursive: true, force: true })
    else renameSync(draft, backup)
    rmSync(`${backup}.partial`, { recursive: true, force: true })
  }
  for (const backup of backupsIn(dir)) rmSync(`${backup}.partial`, { recursive: true, force: true })
}

async function rewriteBackup(backup: string, wish: RewriteWish): Promise<Cleansed | undefined> {
  const { step = () => undefined } = wish
  const draft = `${backup}${draftEnding}`
  const data = join(draft, 'data')
  step(`check ${backup}`)
  const manifest = await checkBackup(backup)
  try {
    step('copy')
    await mkdir(data, { recursive: true, mode: 0o700 })
    await layPlain(backup, manifest, data, wish.open)
    step('take out what is over')
    const gone = await cleanse(data, readErasures(join(wish.dir, erasureFileName)), wish.now)
    if (gone.frames + gone.rows + gone.scrubbed + gone.erasures === 0) {
      rmSync(draft, { recursive: true, force: true })
      return undefined
    }
    const kept = await openKept(data, tables)
    const { rows: events, position } = await kept.countEvents().finally(kept.close)
    const state = await inspectState(join(data, 'state.sqlite'))
    for (const name of scratch) rmSync(join(data, name), { recursive: true, force: true })
    step('seal')
    const files = await sealed(backup, draft, manifest, wish)
    step('write the manifest')
    const anew: Manifest = {
      ...manifest,
      positions: { events: [...position], log: manifest.positions.log },
      events,
      state: { rows: state.rows, migrations: [...state.migrations] },
      files,
    }
    await writeFile(join(draft, manifestName), `${JSON.stringify(anew)}\n`, { mode: 0o600, flush: true })
    for (const folder of new Set(['.', ...files.map(({ path }) => dirname(join('data', path)))]))
      await synced(join(draft, folder))
    step('check what was written')
    await checkBackup(draft)
    step(`take the name of ${backup}`)
    renameSync(backup, `${backup}.partial`)
    step(`give the name of ${backup}`)
    renameSync(draft, backup)
    syncFolder(wish.dir)
    step(`remove what ${backup} was`)
    rmSync(`${backup}.partial`, { recursive: true, force: true })
    return gone
  } catch (error) {
    finishRewrites(wish.dir)
    throw error
  }
}

/** Lays the files of a backup as they were: by a second name what is never changed in place, by a copy what is. */
async function layPlain(backup: string, manifest: Manifest, data: string, open: OpenWith): Promise<void> {
  const opener = manifest.encrypted === 'no' ? undefined : await openerFor(open, identityFileOf(backup))
  for (const piece of manifest.files) {
    const [from, to] = [storedPath(backup, piece), join(data, piece.path)]
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    if (opener === undefined && isNeverChanged(piece.path) && (await linked(from, to))) continue
    const { written } = await copyPiece(from, piece.sealed?.bytes ?? piece.bytes, to, opener)
    requireSame(piece, written, from)
  }
}

/** Says what lies in a draft; where the backup was encrypted, encrypts it. */
async function sealed(backup: string, draft: string, before: Manifest, wish: RewriteWish): Promise<Piece[]> {
  const data = join(draft, 'data')
  const known = new Map(before.files.map((piece) => [piece.path, piece]))
  const seal = await sealAs(backup, before, wish)
  const sealer = seal === undefined ? undefined : await sealerFor(seal)
  const [files, aside] = [[] as Piece[], join(draft, 'sealed')]
  for (const { path, bytes } of await filesBelow(data)) {
    const old = known.get(path)
    if (sealer !== undefined) {
      const { read, written } = await copyPiece(join(data, path), bytes, join(aside, `${path}.age`), sealer.stream)
      files.push({ path, ...read, sealed: written })
    } else if (old !== undefined && old.bytes === bytes && isNeverChanged(path) && !path.endsWith('.arc')) {
      files.push(old)
    } else {
      files.push({ path, ...(await factsOf(join(data, path))) })
      await synced(join(data, path))
    }
  }
  if (sealer !== undefined) {
    rmSync(data, { recursive: true, force: true })
    renameSync(aside, data)
    const identity = identityFileOf(backup)
    if (identity !== undefined) await writeFile(join(draft, 'identity.age'), identity, { mode: 0o600, flush: true })
  }
  return files
}

async function sealAs(
  backup: string,
  { encrypted }: Manifest,
  wish: RewriteWish,
): Promise<Exclude<SealFor, { kind: 'no' } | { kind: 'passphrase' }> | undefined> {
  if (encrypted === 'no') return undefined
  const identityFile = identityFileOf(backup)
  // The identity of this backup stays, and with it the file that the passphrase opens.
  const recipients = identityFile === undefined ? wish.recipients : [await recipientOf(wish.open, identityFile)]
  return { kind: 'recipients', recipients }
}

/** Parts and archives are written under a new name, or replaced by a rename, never in place. */
function isNeverChanged(path: string): boolean {
  return /\.(?:parquet|arc)$/.test(path)
}

async function linked(from: string, to: string): Promise<boolean> {
  return await link(from, to).then(
    () => true,
    () => false,
  )
}
