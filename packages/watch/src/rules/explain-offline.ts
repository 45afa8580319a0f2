import type { Event } from '@tocsin/event'
import {
  type Account,
  type Correlation,
  compile,
  type Engine,
  type LoadOptions,
  loadRules,
  type MappedFields,
  mapFields,
  type Nearness,
  type Rule,
  type TallyNode,
} from '@tocsin/sigma'
import type { RuleFile } from './bundle.ts'

/** One event held against one rule. */
export interface ExplainedEvent {
  /** The event's place in what was given, from 0. */
  readonly event: number
  /** Whether one of the event's logsources is the rule's: else the rule is not asked in the stream. */
  readonly routed: boolean
  readonly account: Account
}

/** What a rule waited for over many events. */
export interface ExplainedRule {
  readonly kind: 'rule'
  readonly rule: Rule
  /** All events given. */
  readonly events: number
  /** Those of its logsource; the tally is over these. */
  readonly routed: number
  readonly tally: TallyNode
}

/** What a correlation heard over many events. */
export interface ExplainedCorrelation {
  readonly kind: 'correlation'
  readonly rule: Correlation
  readonly events: number
  /** How often it spoke. */
  readonly spoke: number
  /** The rules and correlations that it hears, in its order, and how often each spoke. */
  readonly heard: readonly { readonly rule: string; readonly title: string; readonly spoke: number }[]
  /** How near it is to its condition at the latest event's time, in milliseconds since the epoch. */
  readonly at: number
  readonly near: Nearness
}

export interface Explainer {
  readonly head: Rule | Correlation
  /** Takes the next event. */
  take(event: Event): void
  /** One event alone; nothing for a correlation, which judges several together. */
  account(event: Event): Omit<ExplainedEvent, 'event'> | undefined
  read(): ExplainedRule | ExplainedCorrelation
}

/** Explains one rule or correlation by id, else by name or title; nothing where no such one is loaded. */
export function explainer(files: readonly RuleFile[], id: string, options: LoadOptions = {}): Explainer | undefined {
  const engine = compile(loadRules(files, options))
  const heads = [...engine.set.rules, ...engine.set.correlations]
  const head = heads.find((one) => one.id === id) ?? heads.find((one) => one.name === id || one.title === id)
  if (head === undefined) return undefined
  const fields = mapFields(engine.slots)
  return head.kind === 'rule' ? ruleExplainer(engine, fields, head) : correlationExplainer(engine, fields, head)
}

function ruleExplainer(engine: Engine, fields: MappedFields, rule: Rule): Explainer {
  const tally = engine.tally(rule)
  let events = 0
  return {
    head: rule,
    take(event) {
      events++
      if (!isRouted(engine, rule, event)) return
      fields.load(event.native, event.derived)
      tally?.take(fields)
    },
    account: (event) => accountOfEvent(engine, fields, rule, event),
    read: () => ({
      kind: 'rule',
      rule,
      events,
      routed: tally?.events ?? 0,
      tally: tally?.read() ?? { kind: 'or', held: 0, of: [] },
    }),
  }
}

/** One event held against one rule of an engine. */
export function accountOfEvent(
  engine: Engine,
  fields: MappedFields,
  rule: Rule,
  event: Pick<Event, 'logsources' | 'native' | 'derived'>,
): Omit<ExplainedEvent, 'event'> | undefined {
  fields.load(event.native, event.derived)
  const account = engine.account(rule, fields)
  return account === undefined ? undefined : { routed: isRouted(engine, rule, event), account }
}

function isRouted(engine: Engine, { id }: Rule, { logsources }: Pick<Event, 'logsources'>): boolean {
  return !asleepBy(engine, logsources).has(id)
}

const asleep = new WeakMap<Engine, Map<string, ReadonlySet<string>>>()

/** The rules that these logsources do not reach; remembered, since a file has few kinds of records. */
function asleepBy(engine: Engine, logsources: Event['logsources']): ReadonlySet<string> {
  const known = asleep.get(engine) ?? new Map<string, ReadonlySet<string>>()
  asleep.set(engine, known)
  const key = JSON.stringify(logsources)
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size > 100) known.clear()
  const found = new Set(engine.asleep(logsources).map(({ id }) => id))
  known.set(key, found)
  return found
}

function correlationExplainer(engine: Engine, fields: MappedFields, head: Correlation): Explainer {
  const state = engine.correlations()
  const spoke = new Map<string, number>()
  const count = (id: string) => spoke.set(id, (spoke.get(id) ?? 0) + 1)
  let events = 0
  let latest = 0
  return {
    head,
    take(event) {
      latest = Math.max(latest, event.time)
      fields.load(event.native, event.derived)
      const tag = String(events++)
      engine.match(event.logsources, fields, (rule) => {
        count(rule.id)
        for (const { input } of engine.inputs(rule, fields))
          for (const { correlation } of state.take(input, event.time, tag)) count(correlation.id)
      })
    },
    account: () => undefined,
    read: () => ({
      kind: 'correlation',
      rule: head,
      events,
      spoke: spoke.get(head.id) ?? 0,
      heard: head.rules.map((id) => ({ rule: id, title: titleOf(engine, id), spoke: spoke.get(id) ?? 0 })),
      at: latest,
      near: state.near(head.id, latest) ?? { groups: 0, nearest: [] },
    }),
  }
}

function titleOf({ set }: Engine, id: string): string {
  return [...set.rules, ...set.correlations].find((one) => one.id === id)?.title ?? id
}
