import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packRules, type RuleBundle, readRuleFolder } from '@tocsin/watch'

/** Rules that come with Tocsin. */
const ownRules = fileURLToPath(new URL('../../../content/rules', import.meta.url))

/** The rules by which a data folder is judged: Tocsin's own, those in its `rules`, and those of further folders. */
export async function rulesFor(dataDir: string, further: readonly string[] = []): Promise<RuleBundle> {
  const usual = [ownRules, join(dataDir, 'rules')].filter((dir) => existsSync(dir))
  const { files } = await readRuleFolder([...usual, ...further.map((dir) => resolve(dir))])
  return packRules(files)
}
