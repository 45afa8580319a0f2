import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signal, TocsinError } from '@tocsin/kit'
import {
  type FileRefused,
  loadingOf,
  packRules,
  type RuleBundle,
  type RuleFile,
  readRuleFolder,
  readTestFolder,
} from '@tocsin/watch'
import { decoderFiles } from './decoders/index.ts'
import { currentFiles } from './rule-content/versions.ts'
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

/** What else decides, beside the folders that are always read. */
export interface RuleSources {
  /** Further folders of rules. */
  readonly folders?: readonly string[]
  /** Files of processing pipelines, applied to every rule. */
  readonly pipelines?: readonly string[]
  /** Filters that were made for exceptions and hold now. */
  readonly exceptions?: readonly RuleFile[]
  /** In place of the version of the rules that was switched on last. */
  readonly update?: readonly RuleFile[]
}

/**
 * The rules by which a data folder is judged: Tocsin's own, those in its `rules`, the version that `rules update` switched on, and
 * those of further folders; fitted by pipelines, narrowed by exceptions.
 *
 * @throws TocsinError `no-rules-folder` where a further folder is not there, `bad-pipeline` with its place
 */
export async function rulesFor(dataDir: string, sources: RuleSources = {}): Promise<OwnedRules> {
  const { folders = [], pipelines = [], exceptions = [], update = currentFiles(dataDir) } = sources
  const usual = [ownRules, join(dataDir, 'rules')].filter((dir) => existsSync(dir))
  const missing = folders.find((dir) => !existsSync(dir))
  if (missing !== undefined) {
    throw new TocsinError('no-rules-folder', 'There is no such folder of rules', {
      where: resolve(missing),
      fix: 'Check the spelling of --rules',
    })
  }
  const { files, refused } = await readRuleFolder([...usual, ...folders.map((dir) => resolve(dir))])
  for (const file of refused) writeSignal(ruleFileLeftOut, file)
  const own = existsSync(ownRules) ? (await readRuleFolder([ownRules])).files : []
  const tables = await decoderFiles(dataDir)
  for (const file of tables.refused) writeSignal(ruleFileLeftOut, file)
  const bundle = packRules([...files, ...update, ...exceptions], await pipelinesAt(pipelines), [], tables.files)
  return { ...bundle, own: new Set([...own, ...exceptions].map(({ path }) => path)) }
}

/** The tests beside the rules of a data folder, under the same paths as `rulesFor` gives the rules. */
export async function testsFor(dataDir: string, folders: readonly string[]): Promise<readonly RuleFile[]> {
  const usual = [ownRules, join(dataDir, 'rules')].filter((dir) => existsSync(dir))
  return (await readTestFolder([...usual, ...folders.map((dir) => resolve(dir))])).files
}

const longestPipeline = 1_048_576

async function pipelinesAt(paths: readonly string[]): Promise<readonly RuleFile[]> {
  const files = await Promise.all(
    paths.map(async (path): Promise<RuleFile> => {
      const text = await readFile(path, 'utf8').catch((cause) => {
        throw new TocsinError('bad-pipeline', 'A pipeline cannot be read', {
          where: resolve(path),
          fix: 'Check the spelling of rules.pipelines, and that this account may read the file',
          cause,
        })
      })
      if (text.length <= longestPipeline) return { path: basename(path), text }
      throw new TocsinError('bad-pipeline', 'A pipeline has more than a million characters', {
        where: resolve(path),
        fix: 'Split it',
      })
    }),
  )
  loadingOf({ pipelines: files })
  return files
}
