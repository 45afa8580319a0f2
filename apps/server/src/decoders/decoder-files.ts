import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TableFile } from '@tocsin/sources'
import { type FileRefused, readRuleFolder } from '@tocsin/watch'
import { syncFolder, writeDurably } from '../write-durably.ts'

/** Files of formats are read within these bounds; a folder that passes them keeps the first. */
const limits = { files: 200, bytesPerFile: 256 * 1024, bytes: 4 * 1024 * 1024, depth: 4 }

const folderOf = (dataDir: string) => join(dataDir, 'decoders')

/** The formats that operators wrote down: `decoders/*.yml` of the data folder. */
export async function decoderFiles(
  dataDir: string,
): Promise<{ readonly files: readonly TableFile[]; readonly refused: readonly FileRefused[] }> {
  const folder = folderOf(dataDir)
  return existsSync(folder) ? readRuleFolder([folder], limits) : { files: [], refused: [] }
}

/** Keeps one, durably. */
export function writeDecoder(dataDir: string, id: string, text: string): void {
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 })
  writeDurably(folderOf(dataDir), `${id}.yml`, text)
}

/** Takes the file of one away, whatever it is called. `path` begins with the folder's own name. */
export function removeDecoder(dataDir: string, path: string): void {
  rmSync(join(dataDir, path), { force: true })
  syncFolder(folderOf(dataDir))
}
