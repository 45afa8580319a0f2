import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import type { RuleBundle, RuleFile } from '@tocsin/watch'
import { z } from 'zod'
import type { BackTests } from '../back-test/index.ts'
import { compareInThread } from './compare-in-thread.ts'
import type { RuleDifference } from './difference.ts'
import { filesOf, readBook, switchBack, switchOn } from './versions.ts'

export interface RuleContentOptions {
  readonly dataDir: string
  readonly rules: {
    /** What judges now; the modes of rules aside. */
    current(): RuleBundle
    /** The same with other files in place of the version that holds. */
    with(update: readonly RuleFile[]): Promise<RuleBundle>
    publish(): Promise<unknown>
  }
  readonly trials: Pick<BackTests, 'start'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const candidateShape = z.strictObject({ digest })
const applyShape = z.strictObject({
  digest,
  source: z.string().min(1).max(2000),
  sha256: digest,
  trusted: z.enum(['sha256', 'signature', 'folder']),
})
const namedShape = z.object({ rule: z.string(), title: z.string(), file: z.string() })
const previewShape = z.object({
  difference: z.object({
    added: z.array(namedShape).readonly(),
    changed: z.array(namedShape).readonly(),
    removed: z.array(namedShape).readonly(),
    refused: z
      .array(
        z.object({
          file: z.string(),
          line: z.number(),
          column: z.number(),
          rule: z.string().exactOptional(),
          reason: z.string(),
          fix: z.string(),
        }),
      )
      .readonly(),
    unchanged: z.number(),
  }),
  /** `GET /api/rules/back-test/<trial>`: the hits of the last 24 hours, now and then. */
  trial: z.string(),
})
const versionShape = z.object({
  number: z.number(),
  digest: z.string(),
  source: z.string(),
  sha256: z.string(),
  trusted: z.enum(['sha256', 'signature', 'folder']),
  files: z.number(),
  at: z.number(),
  who: z.string(),
  before: z.number(),
})
const bookShape = z.object({ current: z.number(), versions: z.array(versionShape).readonly() })

const day = 86_400_000

/** Versions of the rules that came from a repository: looked at before they hold, switched on, and back. */
export function ruleContentCapability({ dataDir, rules, trials, now }: RuleContentOptions): Capability {
  return {
    name: 'rule-content',
    words: { en: 'Versions of rules', fr: 'Versions des règles' },
    migrations: [],
    permissions: [
      {
        name: 'rule.manage',
        says: { en: 'Update rules, make exceptions', fr: 'Mettre les règles à jour, faire des exceptions' },
      },
    ],
    routes: [
      route<Record<string, never>, z.infer<typeof bookShape>>({
        method: 'GET',
        path: '/rules/content',
        permission: 'rule.manage',
        input: z.strictObject({}),
        output: bookShape,
        says: 'The versions of the rules that came from repositories, and which one holds',
        handle: async () => readBook(dataDir),
      }),
      route<z.infer<typeof candidateShape>, { readonly difference: RuleDifference; readonly trial: string }>({
        method: 'POST',
        path: '/rules/content/preview',
        permission: 'rule.manage',
        input: candidateShape,
        output: previewShape,
        says: "What a candidate that lies among the data folder's versions would change; tries it on the last 24 hours",
        handle: async ({ input, scope, who }) => {
          const next = await rules.with(filesOf(dataDir, input.digest))
          const current = rules.current()
          const difference = await compareInThread({ now: current.bytes, next: next.bytes })
          const tried = { kind: 'all' } as const
          const sides = [
            { bundle: current.bytes, tried },
            { bundle: next.bytes, tried },
          ]
          const until = now()
          const trial = trials.start(who, scope, { lane: 0, from: until - day, until, sides, explained: 0 })
          return { difference, trial }
        },
      }),
      route<z.infer<typeof applyShape>, { readonly version: number }>({
        method: 'POST',
        path: '/rules/content/apply',
        permission: 'rule.manage',
        input: applyShape,
        output: z.strictObject({ version: z.number() }),
        says: 'Makes a candidate the next version of the rules, from here on in the log',
        audit: {
          act: 'rule.update',
          note: ({ source, sha256 }, output) => ({
            about: `${source} ${sha256.slice(0, 12)} as ${output?.version ?? '?'}`,
          }),
        },
        handle: async ({ input, who }) => {
          const { number } = switchOn(dataDir, { ...input, at: now(), who })
          await rules.publish()
          return { version: number }
        },
      }),
      route<Record<string, never>, { readonly version: number }>({
        method: 'POST',
        path: '/rules/content/undo',
        permission: 'rule.manage',
        input: z.strictObject({}),
        output: z.strictObject({ version: z.number() }),
        says: 'Goes back to the version of the rules before; 0 is none',
        audit: { act: 'rule.update-undo', note: (_, output) => ({ about: `back to ${output?.version ?? '?'}` }) },
        handle: async () => {
          const version = switchBack(dataDir)
          if (version === undefined) throw nothingToUndo()
          await rules.publish()
          return { version }
        },
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'rules update',
        where: 'offline',
        says: { en: 'Take the rules of a repository, or go back', fr: "Prendre les règles d'un dépôt, ou revenir" },
      },
    ],
    provides: {},
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}

export function nothingToUndo(): TocsinError {
  return new TocsinError('not-found', 'No version of the rules from a repository holds', {
    fix: 'There is nothing to go back to',
  })
}
