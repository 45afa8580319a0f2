import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import type { RuleBundle } from '@tocsin/watch'
import { z } from 'zod'
import { exceptionShape, pairsShape, type RuleException } from './exception.ts'
import type { ExceptionBook } from './exception-book.ts'

export interface ExceptionOptions {
  readonly book: ExceptionBook
  readonly current: () => RuleBundle
  /** Lets what the book holds judge from here on in the log. */
  readonly publish: () => Promise<unknown>
  readonly now: () => number
}

const longest = 366 * 86_400_000

const addShape = z.strictObject({
  rule: z.string().min(1).max(200),
  pairs: pairsShape,
  reason: z.string().min(3).max(1000),
  /** Milliseconds since the epoch; at most a year ahead. */
  until: z.number(),
})
const endShape = z.strictObject({ id: z.string().max(64) })
const listShape = z.object({ exceptions: z.array(exceptionShape).readonly() })

/** What rules no longer speak of, with a reason and an end; a Sigma filter in the log, so that a rerun says the same. */
export function exceptionCapability({ book, current, publish, now }: ExceptionOptions): Capability {
  return {
    name: 'rule-exceptions',
    words: { en: 'Exceptions of rules', fr: 'Exceptions aux règles' },
    migrations: [],
    permissions: [
      {
        name: 'rule.manage',
        says: { en: 'Update rules, make exceptions', fr: 'Mettre les règles à jour, faire des exceptions' },
      },
    ],
    routes: [
      route<Record<string, never>, z.infer<typeof listShape>>({
        method: 'GET',
        path: '/rules/exceptions',
        permission: 'rule.manage',
        input: z.strictObject({}),
        output: listShape,
        people: true,
        says: 'Every exception of a rule, the newest first, with who made it, why and until when',
        handle: async () => ({ exceptions: book.list() }),
      }),
      route<z.infer<typeof addShape>, RuleException>({
        method: 'POST',
        path: '/rules/exceptions',
        permission: 'rule.manage',
        input: addShape,
        output: exceptionShape,
        people: true,
        says: 'A rule no longer speaks of events with these values, until a day; it holds from its place in the log on',
        audit: {
          act: 'rule.exception',
          note: ({ rule, reason, until }, output) => ({
            about: `${output?.id ?? ''} ${rule}`.trim(),
            reason,
            range: [output?.at ?? until, until],
          }),
        },
        handle: async ({ input, who }) => {
          const at = now()
          if (input.until <= at || input.until > at + longest) {
            throw new TocsinError('bad-exception', 'An exception ends in the future, within a year', {
              where: 'until',
              fix: 'Name a day; what is never wanted belongs into the rule',
            })
          }
          const made = book.add(current().bytes, { ...input, who, at })
          await publish()
          return made
        },
      }),
      route<z.infer<typeof endShape>, RuleException>({
        method: 'POST',
        path: '/rules/exceptions/:id/end',
        permission: 'rule.manage',
        input: endShape,
        output: exceptionShape,
        people: true,
        says: 'Ends an exception before its day: the rule speaks again',
        audit: { act: 'rule.exception-end', note: ({ id }) => ({ about: id }) },
        handle: async ({ input, who }) => {
          const ended = book.end(input.id, who, now())
          if (ended === undefined)
            throw new TocsinError('not-found', `No exception ${input.id} holds`, { fix: 'See the list of exceptions' })
          await publish()
          return ended
        },
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'rules exception',
        where: 'remote',
        says: { en: 'Exceptions of rules, with an end', fr: 'Exceptions aux règles, avec une fin' },
      },
    ],
    provides: {},
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
