import { TocsinError } from '@tocsin/kit'
import { type LoadOptions, loadRules } from '@tocsin/sigma'
import { loadingOf, packRules, type RuleFile, unpackRules } from '@tocsin/watch'
import { z } from 'zod'

export const pairsShape = z
  .record(z.string().min(1).max(200), z.union([z.string().max(2000), z.number(), z.boolean()]))
  .refine((pairs) => Object.keys(pairs).length >= 1 && Object.keys(pairs).length <= 10, {
    message: 'Give one to ten fields with their values',
  })

export type Pairs = z.infer<typeof pairsShape>

/** Something that a rule no longer speaks of, until a day that somebody named. */
export const exceptionShape = z.object({
  /** `exception-3`. */
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  /** All of them together: an event with these values is no hit of the rule any more. */
  pairs: pairsShape,
  reason: z.string(),
  who: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  until: z.number(),
  logsource: z.record(z.string(), z.string()),
  ended: z.object({ who: z.string(), at: z.number() }).exactOptional(),
})

export type RuleException = z.infer<typeof exceptionShape>

export function holdsAt({ until, ended }: RuleException, now: number): boolean {
  return ended === undefined && now < until
}

/** The Sigma filter that an exception is in the log: JSON is YAML, so no value can be more than a value. */
export function filterOf({ id, rule, logsource, pairs }: Omit<RuleException, 'title' | 'who' | 'at'>): RuleFile {
  const asked = Object.fromEntries(Object.entries(pairs).map(([field, value]) => [field, literal(value)]))
  const filter = { rules: [rule], pairs: asked, condition: 'pairs' }
  return {
    path: `exceptions/${id}.yml`,
    text: `${JSON.stringify({ title: id, id, logsource, filter }, null, 1).replaceAll('\n ', '\n')}\n`,
  }
}

/**
 * What an exception needs to know of its rule, having tried that its filter narrows it.
 *
 * @throws TocsinError `no-such-rule`, `bad-exception`
 */
export function readyFor(
  bundle: Uint8Array,
  asked: Pick<RuleException, 'id' | 'rule' | 'pairs' | 'reason' | 'until'>,
): Pick<RuleException, 'title' | 'logsource'> {
  const content = unpackRules(bundle)
  const files = content.ok ? content.value.files.filter(({ text }) => text.includes(asked.rule)) : []
  const loading = content.ok ? loadingOf(content.value) : {}
  const rule = loadRules(files, loading).rules.find(({ id }) => id === asked.rule)
  if (rule === undefined) throw notOneRule(content.ok ? content.value.files : [], loading, asked.rule)
  const logsource = Object.fromEntries(Object.entries(rule.logsource).map(([key, value]) => [key, String(value)]))
  const tried = loadRules([...files, filterOf({ ...asked, logsource })], loading)
  if (tried.rules.find(({ id }) => id === asked.rule)?.filters.includes(asked.id) === true)
    return { title: rule.title, logsource }
  const refusal = tried.refused.find(({ rule: named }) => named === asked.id)
  throw new TocsinError(
    'bad-exception',
    `The exception cannot hold: ${refusal?.reason ?? 'it does not fit the rule'}`,
    {
      fix: refusal?.fix ?? 'Name fields as the rule and its events do',
    },
  )
}

/**
 * A bundle with one exception more: what it would judge is tried beside what judges now.
 *
 * @throws TocsinError `no-such-rule`, `bad-exception`
 */
export function narrowedBy(bundle: Uint8Array, rule: string, pairs: Pairs): Uint8Array {
  const id = 'exception-tried'
  const { logsource } = readyFor(bundle, { id, rule, pairs, reason: '', until: 0 })
  const content = unpackRules(bundle)
  if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
  const { files, pipelines, listening, decoders } = content.value
  return packRules(
    [...files, filterOf({ id, rule, pairs, logsource, reason: '', until: 0 })],
    pipelines,
    listening,
    decoders,
  ).bytes
}

/** Why there is no exception for this id: a correlation has none of its own, anything else is not in force. */
function notOneRule(files: readonly RuleFile[], loading: LoadOptions, id: string): TocsinError {
  const near = files.some(({ text }) => text.includes(id) && /^correlation:/m.test(text)) ? files : []
  const correlation = loadRules(near, loading).correlations.find((one) => one.id === id)
  if (correlation === undefined) {
    return new TocsinError('no-such-rule', `No rule of single events ${id} is in force`, {
      fix: 'Check its id in the list of rules',
    })
  }
  // Sigma 2.1, filters: a filter narrows the events of rules; of what a correlation has counted no event can be taken back.
  return new TocsinError(
    'correlation-has-no-exception',
    `${id} judges several events together, and an exception takes single events away before they are counted`,
    { fix: `Make the exception for a rule that it hears: ${correlation.rules.slice(0, 10).join(', ')}` },
  )
}

/** Modifiers would change what a field is asked; wildcards and backslashes stand for themselves. */
function literal(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' ? value.replace(/[\\*?]/g, '\\$&') : value
}
