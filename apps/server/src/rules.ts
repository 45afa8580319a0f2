import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signal, TocsinError } from '@tocsin/kit'
import { type FileRefused, packRules, type RuleBundle, readRuleFolder } from '@tocsin/watch'
import { decoderFiles } from './decoders/index.ts'
import { writeSignal } from './signals.ts'

/** Rules that come with Tocsin. */
const ownRules = fileURLToPath(new URL('../../../content/rules', import.meta.url))

const ruleFileLeftOut = signal<FileRefused>('rules.file_left_out', {
  level: 'warn',
  says: ({ path, reason, fix }) => `the rules of ${path} are left out: ${reason}. ${fix}`,
})

/** A bundle, and the paths of those files in it that come with Tocsin. */
export interface OwnedRules extends RuleBundle {
  readonly own: ReadonlySet<string>
}

/**
 * The rules by which a data folder is judged: Tocsin's own, those in its `rules`, and those of further folders.
 *
 * @throws TocsinError `no-rules-folder` where a further folder is not there
 */
export async function rulesFor(dataDir: string, further: readonly string[] = []): Promise<OwnedRules> {
  const usual = [ownRules, join(dataDir, 'rules')].filter((dir) => existsSync(dir))
  const missing = further.find((dir) => !existsSync(dir))
  if (missing !== undefined) {
    throw new TocsinError('no-rules-folder', 'There is no such folder of rules', {
      where: resolve(missing),
      fix: 'Check the spelling of --rules',
    })
  }
  const { files, refused } = await readRuleFolder([...usual, ...further.map((dir) => resolve(dir))])
  for (const file of refused) writeSignal(ruleFileLeftOut, file)
  const own = existsSync(ownRules) ? (await readRuleFolder([ownRules])).files : []
  const tables = await decoderFiles(dataDir)
  for (const file of tables.refused) writeSignal(ruleFileLeftOut, file)
  return { ...packRules(files, [], [], tables.files), own: new Set(own.map(({ path }) => path)) }
}
