import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { type ErasureRecord, erasuresIn } from '@tocsin/store'
import { z } from 'zod'
import { writeDurably } from '../write-durably.ts'
import { backupFormat } from './manifest.ts'
import { type RestoreNoted, restoreNoted, restoresOf } from './restores.ts'

/** An erasure, with the restores that lay behind the folder where it was made. */
export interface KnownErasure extends ErasureRecord {
  readonly restores: readonly RestoreNoted[]
}

/** Lies in a folder of backups: what was erased after they were made. */
export const erasureFileName = 'erasures.json'

const shape = z.strictObject({
  format: z.literal(backupFormat),
  erasures: z.array(
    z.strictObject({
      who: z.string(),
      at: z.number(),
      reason: z.string(),
      hashes: z.array(z.string().regex(/^[0-9a-f]{32}$/)),
      restores: z.array(restoreNoted),
    }),
  ),
})
const longest = 1024 ** 3

/**
 * The erasures of a file; none where it is not there.
 *
 * @throws TocsinError `bad-erasures`
 */
export function readErasures(file: string): readonly KnownErasure[] {
  if (!existsSync(file)) return []
  try {
    if (statSync(file).size > longest) throw new RangeError('it is too long')
    return shape.parse(JSON.parse(readFileSync(file, 'utf8'))).erasures
  } catch (cause) {
    throw new TocsinError('bad-erasures', 'The file of erasures cannot be read', {
      where: file,
      fix: 'Write it again with `tocsin erase --export FILE`, or remove it if nothing was erased since the backup',
      cause,
    })
  }
}

/** The erasures that a data folder knows; the state may lie elsewhere. @throws TocsinError `state-unreadable` */
export async function erasuresOf(
  dataDir: string,
  state = join(dataDir, 'state.sqlite'),
): Promise<readonly KnownErasure[]> {
  const restores = restoresOf(dataDir)
  return (await erasuresIn(state)).map((erasure) => ({ ...erasure, restores }))
}

/** Adds erasures to a file, which keeps those that it has. */
export function addErasures(file: string, erasures: readonly KnownErasure[]): void {
  const known = readErasures(file)
  const all = new Map([...known, ...erasures].map((one) => [keyOf(one), one]))
  if (all.size === known.length && existsSync(file)) return
  const text = JSON.stringify({ format: backupFormat, erasures: [...all.values()] })
  writeDurably(dirname(file), file.slice(dirname(file).length + 1), text)
}

function keyOf({ at, who, reason, restores }: KnownErasure): string {
  return JSON.stringify([at, who, reason, restores.map(({ id }) => id)])
}
