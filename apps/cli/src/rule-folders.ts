import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { type RuleFile, readRuleFolder } from '@tocsin/watch'
import { plain } from './output.ts'

/**
 * The rules of folders that a command names; says on standard error which files are left out, and why.
 *
 * @throws TocsinError `no-rules-folder`
 */
export async function rulesIn(dirs: readonly string[]): Promise<readonly RuleFile[]> {
  requireFolders(dirs)
  const { files, refused } = await readRuleFolder(dirs)
  for (const { path, reason, fix } of refused) process.stderr.write(`${plain(path)} is left out: ${reason}. ${fix}\n`)
  return files
}

/** @throws TocsinError `no-rules-folder`: rules that are not there must not look like rules that find nothing */
export function requireFolders(dirs: readonly string[]): void {
  const missing = dirs.find((dir) => !existsSync(dir))
  if (missing === undefined) return
  throw new TocsinError('no-rules-folder', 'There is no such folder of rules', {
    where: resolve(missing),
    fix: 'Check the spelling of the folder',
  })
}
