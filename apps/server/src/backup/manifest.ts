import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'

/** The form of a backup. N and N-1 are read. */
export const backupFormat = 1
export const manifestName = 'manifest.json'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)
const position = z.array(count).max(1024)

const piece = z.strictObject({
  /** Below the data folder, with `/`. */
  path: z.string().min(1).max(1024).refine(isInside, 'leads out of the folder'),
  bytes: count,
  sha256,
  /** What lies in the backup, where that is encrypted. */
  sealed: z.strictObject({ bytes: count, sha256 }).optional(),
})

/** What a backup says of itself. Its files are those that it names, no more and no fewer. */
const manifestShape = z.strictObject({
  format: z.number().int(),
  /** Names this backup; its keys carry it too. */
  id: z.string().max(64),
  /** The version of Tocsin that made it. */
  tocsin: z.string().max(64),
  /** Milliseconds since the epoch: what was received until then is in it. */
  made: z.number(),
  /** Days after which it is to go, as the settings said when it was made. */
  keepDays: z.number().int().min(1),
  keys: z.enum(['withheld', 'apart', 'none']),
  encrypted: z.enum(['no', 'recipients', 'passphrase']),
  positions: z.strictObject({ events: position, log: position }),
  events: count,
  state: z.strictObject({
    rows: z.record(z.string().max(256), count),
    migrations: z.array(z.string().max(256)).max(10_000),
  }),
  files: z.array(piece).max(1_000_000),
})

export type Manifest = z.infer<typeof manifestShape>
export type Piece = Manifest['files'][number]

/** Where a piece lies in a backup. */
export function storedPath(dir: string, { path, sealed }: Piece): string {
  return join(dir, 'data', sealed === undefined ? path : `${path}.age`)
}

export function storedFacts({ bytes, sha256, sealed }: Piece): { readonly bytes: number; readonly sha256: string } {
  return sealed ?? { bytes, sha256 }
}

/**
 * Reads what a backup says of itself.
 *
 * @throws TocsinError `no-backup`, `backup-damaged`; `newer-data` where a newer Tocsin made it
 */
export function readManifest(dir: string): Manifest {
  const path = join(dir, manifestName)
  if (!existsSync(path)) {
    throw new TocsinError('no-backup', 'This is no backup of Tocsin', {
      where: dir,
      fix: 'Name the folder that holds manifest.json; one that ends in .partial was not finished',
    })
  }
  const json = statSync(path).size > maxManifest ? undefined : parsed(readFileSync(path, 'utf8'))
  const format = (json as { format?: unknown } | undefined)?.format
  if (typeof format === 'number' && format > backupFormat) {
    throw new TocsinError('newer-data', `The backup has form ${format}, this Tocsin reads up to ${backupFormat}`, {
      where: path,
      fix: 'Restore it with the newer Tocsin that made it',
    })
  }
  const manifest = manifestShape.safeParse(json)
  if (manifest.success) return manifest.data
  throw new TocsinError('backup-damaged', 'What the backup says of itself cannot be read', {
    where: path,
    fix: 'Take another backup',
  })
}

const maxManifest = 512 * 1024 * 1024

/** A path of a manifest may not lead out of the folder that it is restored into. */
function isInside(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
