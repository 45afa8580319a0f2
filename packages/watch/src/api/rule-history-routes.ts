import { type AnyRoute, route, type Verdict } from '@tocsin/capability'
import type { Finding } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import { z } from 'zod'
import { incidentsWith, mostTimes, newestOf, timesOf } from '../incidents/rule-history.repository.ts'
import type { RuleModes } from '../modes/rule-modes.ts'
import { observableShape } from './shapes.ts'

const input = z.object({
  id: z.string().max(200),
  days: z.coerce.number().int().min(1).max(90).default(30),
})

const output = z.object({
  /** Milliseconds since the epoch: the first day's midnight in UTC. */
  from: z.number(),
  findings: z.number(),
  /** There were more findings than are counted. */
  cut: z.boolean(),
  /** Every day in UTC, in order. `heard`: hits while it listened and while it spoke; absent to who does not see every source. */
  days: z.array(z.object({ day: z.string(), findings: z.number(), heard: z.number().exactOptional() })).readonly(),
  /** Of the newest findings: whom they are about, the most frequent first. */
  about: z.array(observableShape.extend({ findings: z.number() })).readonly(),
  /** How many findings `about` rests on. */
  opened: z.number(),
  /** Incidents that hold a finding of it, by what people decided. */
  verdicts: z.object({
    incidents: z.number(),
    'true-positive': z.number(),
    benign: z.number(),
    'false-positive': z.number(),
    exercise: z.number(),
    unknown: z.number(),
  }),
})

export type RuleHistory = z.infer<typeof output>

const day = 86_400_000
const mostAbouts = 12

/** How a rule has spoken: by day, about whom, and what people made of it. */
export function ruleHistoryRoutes(modes?: Pick<RuleModes, 'standings'>): readonly AnyRoute[] {
  return [
    route<z.infer<typeof input>, RuleHistory>({
      method: 'GET',
      path: '/rules/:id/history',
      permission: 'rule.read',
      input,
      output,
      people: true,
      says: 'How often a rule spoke, by day of UTC, about whom, and what people decided about its incidents.',
      async handle({ input: { id, days }, scope }, host) {
        const from = (Math.floor(host.now() / day) - days + 1) * day
        const [times, newest, incidents] = await Promise.all([
          timesOf(host.state, scope, id, from),
          newestOf(host.state, scope, id, from),
          incidentsWith(host.state, scope, id, from),
        ])
        const judged = await host.ask('verdicts', incidents)
        const heard = scope.kind === 'all' ? (await modes?.standings())?.(id).days : undefined
        return {
          from,
          findings: times.length,
          cut: times.length === mostTimes,
          days: byDay(times, heard, from, days),
          about: aboutWhom(newest),
          opened: newest.length,
          verdicts: counted(incidents.length, judged.kind === 'answer' ? [...judged.value.values()] : []),
        }
      },
    }),
  ]
}

function byDay(
  times: readonly number[],
  heard: Readonly<Record<string, number>> | undefined,
  from: number,
  days: number,
): RuleHistory['days'] {
  const counts = new Map<number, number>()
  for (const time of times) counts.set(Math.floor(time / day), (counts.get(Math.floor(time / day)) ?? 0) + 1)
  return Array.from({ length: days }, (_, index) => {
    const number = from / day + index
    return {
      day: new Date(number * day).toISOString().slice(0, 10),
      findings: counts.get(number) ?? 0,
      ...(heard === undefined ? {} : { heard: heard[number] ?? 0 }),
    }
  })
}

function aboutWhom(findings: readonly Finding[]): RuleHistory['about'] {
  const found = new Map<
    string,
    { readonly kind: Finding['observables'][number]['kind']; readonly value: string; findings: number }
  >()
  for (const { observables } of findings) {
    for (const { kind, value } of observables) {
      const key = observableKey({ kind, value })
      const known = found.get(key)
      if (known !== undefined) known.findings++
      else if (found.size < 2000) found.set(key, { kind, value, findings: 1 })
    }
  }
  return [...found.values()].sort((a, b) => b.findings - a.findings).slice(0, mostAbouts)
}

function counted(incidents: number, verdicts: readonly Verdict[]): RuleHistory['verdicts'] {
  const counts = { 'true-positive': 0, benign: 0, 'false-positive': 0, exercise: 0, unknown: 0 }
  for (const verdict of verdicts) counts[verdict]++
  return { incidents, ...counts }
}
