import { TocsinError, type Words } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import type { CurrentRules } from '../api/rule-desk.ts'
import { packRules, type RuleBundle, unpackRules } from '../rules/bundle.ts'
import type { CheckedRule } from '../rules/coverage.ts'
import { lately, type RuleLedger } from './ledger.ts'
import { keepModes, ledgersOf, modesOf } from './mode.repository.ts'
import {
  type FirstDay,
  isNoisy,
  type KeptMode,
  type ModeProposal,
  proposalOf,
  type RuleMode,
  startMode,
} from './mode.ts'

/** A rule that was set to listen because it was noisy. */
export interface Quieted {
  readonly rule: string
  readonly title: string
  readonly since: number
  readonly hits: number
  readonly assets: number
}

/** How a rule stands, for whoever sees all sources. */
export interface RuleStanding {
  readonly mode: KeptMode | undefined
  readonly hits: number
  readonly assets: number
  readonly last: number | null
  readonly reason: Words | null
  readonly proposal: ModeProposal | undefined
  /** Hits by day since the epoch, of the last 15. */
  readonly days: Readonly<Record<string, number>>
}

/** Which rules speak and which listen. A change is published with the rules: it takes effect at its place in the log. */
export interface RuleModes {
  /** Decides about rules that are new, and publishes. */
  load(rules: RuleBundle, given: { readonly own: ReadonlySet<string>; readonly before: boolean }): Promise<void>
  /** @throws TocsinError `not-found` */
  set(rule: string, mode: RuleMode, by: string): Promise<KeptMode>
  /** Sets those to listen that spoke too often on their first day. */
  look(): Promise<void>
  /** Those that were set to listen within the last day and listen still. */
  quieted(): readonly Quieted[]
  standings(): Promise<(rule: string) => RuleStanding>
}

export interface RuleModesOptions {
  readonly state: StateStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly check: (rules: CurrentRules) => Promise<readonly CheckedRule[]>
  /** Judges by this bundle from here on. */
  readonly publish: (rules: RuleBundle) => Promise<void>
  readonly firstDay: () => FirstDay
  /** Whether new rules listen first. */
  readonly listenFirst: () => boolean
}

const day = 86_400_000

export function ruleModes(options: RuleModesOptions): RuleModes {
  const { state, now } = options
  let current: RuleBundle | undefined
  let modes = new Map<string, KeptMode>()
  const titles = new Map<string, string>()
  let touched = 0
  /** One change after another: each publishes all of them. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    const answer = turn.then(act)
    turn = answer.catch(() => undefined)
    return answer
  }

  const publish = async (rules: RuleBundle) => {
    const content = unpackRules(rules.bytes)
    if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
    const listening = [...modes.values()].filter(({ mode }) => mode === 'listening').map(({ rule }) => rule)
    const packed = packRules(content.value.files, content.value.pipelines, listening, content.value.decoders)
    await options.publish(packed)
    current = packed
  }

  const decide = async (one: KeptMode) => {
    await keepModes(state, [one])
    modes.set(one.rule, one)
    if (current !== undefined) await publish(current)
  }

  return {
    load: (rules, { own, before }) =>
      inTurn(async () => {
        const kept = await modesOf(state)
        modes = new Map(kept.modes)
        if (kept.meaning !== rules.meaning) {
          const first = kept.meaning === undefined
          const fresh: KeptMode[] = []
          for (const one of await options.check(rules)) {
            if (one.rule === undefined || one.status === 'refused' || one.status === 'other') continue
            if (one.title !== undefined) titles.set(one.rule, one.title)
            if (modes.has(one.rule)) continue
            const known = first && before ? 'before' : first && own.has(one.file) ? 'own' : 'new'
            const start = options.listenFirst() ? startMode(one, known) : ({ mode: 'armed', why: 'new' } as const)
            const decided: KeptMode = { rule: one.rule, ...start, since: now(), by: '', hits: 0, assets: 0 }
            modes.set(decided.rule, decided)
            fresh.push(decided)
          }
          await keepModes(state, fresh, rules.meaning)
        }
        await publish(rules)
      }),
    set: (rule, mode, by) =>
      inTurn(async () => {
        const before = modes.get(rule)
        if (before === undefined) {
          throw new TocsinError('not-found', `There is no rule ${rule}`, {
            where: rule,
            fix: 'Check its id in the list of rules',
          })
        }
        if (before.mode === mode) return before
        const ledger = (await ledgersOf(state)).get(rule)
        const { hits = 0, assets = [] } = ledger?.run ?? {}
        const decided: KeptMode = { rule, mode, why: 'person', since: now(), by, hits, assets: assets.length }
        await decide(decided)
        return decided
      }),
    look: () =>
      inTurn(async () => {
        const ledgers = await ledgersOf(state, touched)
        for (const ledger of ledgers.values()) {
          touched = Math.max(touched, ledger.last)
          const mode = modes.get(ledger.rule)
          if (mode === undefined || !isNoisy(mode, ledger, options.firstDay())) continue
          const { hits = 0, assets = [] } = ledger.run ?? {}
          const quiet = { mode: 'listening', why: 'noisy', since: now(), by: '', hits, assets: assets.length } as const
          await decide({ rule: ledger.rule, ...quiet })
        }
      }),
    quieted: () =>
      [...modes.values()]
        .filter(({ why, mode, since }) => why === 'noisy' && mode === 'listening' && now() - since < day)
        .map(({ rule, since, hits, assets }) => ({
          ...{ rule, since, hits, assets },
          title: titles.get(rule) ?? rule,
        })),
    standings: async () => {
      const ledgers = await ledgersOf(state)
      return (rule) => standingOf(modes.get(rule), ledgers.get(rule), now())
    },
  }
}

function standingOf(mode: KeptMode | undefined, ledger: RuleLedger | undefined, now: number): RuleStanding {
  return {
    mode,
    ...lately(ledger, now),
    last: ledger?.last ?? null,
    reason: ledger?.reason ?? null,
    days: ledger?.days ?? {},
    proposal: mode === undefined ? undefined : proposalOf(mode, ledger, now),
  }
}
