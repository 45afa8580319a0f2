import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import type { RuleBundle } from '@tocsin/watch'
import { z } from 'zod'
import { narrowedBy } from '../rule-exceptions/index.ts'
import type { BackTestState, BackTests } from './back-tests.ts'
import { stateShape, wishShape } from './shapes.ts'

/** Trying rules on what was stored: started, followed, ended. */
export function backTestCapability(
  trials: BackTests,
  /** What judges now. */
  current: () => Pick<RuleBundle, 'bytes'>,
): Capability {
  return {
    name: 'back-test',
    words: { en: 'Trials of rules', fr: 'Essais de règles' },
    migrations: [],
    permissions: [
      {
        name: 'rule.try',
        says: { en: 'Try rules on stored history', fr: "Essayer des règles sur l'historique conservé" },
      },
    ],
    routes: [
      route<z.infer<typeof wishShape>, { readonly id: string }>({
        method: 'POST',
        path: '/rules/back-test',
        permission: 'rule.try',
        input: wishShape,
        output: z.strictObject({ id: z.string() }),
        says: 'Starts to hold a rule, by its id or as text, against the raw frames of a time range; one runs at a time',
        // It shows what a search would: whoever asks stands in the audit before anything is read.
        audit: {
          act: 'rule.back-test',
          entry: 'required',
          note: ({ rule, text = '', from, until }) => ({ about: rule ?? titleIn(text), range: [from, until] }),
        },
        handle: async ({ input, scope, who }) => {
          const { rule, text, from, until, lane, waits, except } = input
          const tried =
            rule === undefined ? { kind: 'text' as const, text: text ?? '' } : { kind: 'rule' as const, id: rule }
          const sides =
            except === undefined || rule === undefined
              ? [{ tried }]
              : [{ tried }, { tried, bundle: narrowedBy(current().bytes, rule, except) }]
          return { id: trials.start(who, scope, { lane: lane === 'live' ? 0 : 1, from, until, sides, waits }) }
        },
      }),
      route<z.infer<typeof idShape>, BackTestState>({
        method: 'GET',
        path: '/rules/back-test/:id',
        permission: 'rule.try',
        input: idShape,
        output: stateShape,
        people: true,
        says: 'How far a trial is, and its report when it is done; only for who started it',
        audit: {
          act: 'rule.back-test-read',
          entry: 'required',
          note: ({ id }, output) =>
            output?.state === 'done'
              ? { about: id, rows: output.report.sides.reduce((rows, { kept }) => rows + kept.length, 0) }
              : undefined,
        },
        handle: async ({ input, scope, who }) => {
          const state = trials.state(who, scope, input.id)
          if (state === undefined) throw notFound()
          return state
        },
      }),
      route<z.infer<typeof idShape>, { readonly cancelled: boolean }>({
        method: 'DELETE',
        path: '/rules/back-test/:id',
        permission: 'rule.try',
        input: idShape,
        output: z.strictObject({ cancelled: z.boolean() }),
        says: 'Ends a trial where it is; only for who started it',
        handle: async ({ input, who }) => ({ cancelled: trials.cancel(who, input.id) }),
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'rules back-test',
        where: 'offline',
        says: { en: 'Try a rule on stored history', fr: "Essayer une règle sur l'historique conservé" },
      },
    ],
    provides: {},
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}

const idShape = z.object({ id: z.string().max(64) })

function titleIn(text: string): string {
  return `text: ${/^title:\s*(.{1,120})/m.exec(text)?.[1] ?? 'without a title'}`
}

function notFound(): TocsinError {
  return new TocsinError('not-found', 'There is no such trial', {
    fix: 'Start it again: trials are forgotten when Tocsin ends, and the oldest of many',
  })
}
