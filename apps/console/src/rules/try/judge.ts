import {
  type Account,
  type Correlation,
  compile,
  type Engine,
  loadRules,
  mapFields,
  objectFields,
  type Refusal,
  type Rule,
  type RuleCase,
  type RuleSet,
  readPipeline,
  readRuleTests,
  spokenIn,
} from '@tocsin/sigma'
import { eventsIn } from './events-in.ts'
import {
  type Beside,
  type Fault,
  type JudgeAsk,
  type Judged,
  type JudgedCase,
  judgeLimits,
  type Part,
} from './judged.ts'

/** Holds a rule as it is written against its tests and some events. Total; how long it takes is the caller's to bound. */
export function judge({ id, yaml, tests, events, beside }: JudgeAsk): Judged {
  const set = written(yaml, beside)
  const engine = compile(set)
  const heads = [...set.rules, ...set.correlations]
  const head = heads.find((one) => one.id === id) ?? heads[0]
  const faults = [
    ...set.refused.map(faultOf),
    ...set.others.map(({ why }) => ({ line: 1, column: 1, reason: why, fix: '' })),
  ].slice(0, judgeLimits.faults)
  const read = tests.trim() === '' ? undefined : readRuleTests({ path: 'rule.test.yml', text: tests })
  const pasted = eventsIn(events)
  return {
    faults,
    rule: head === undefined ? undefined : { id: head.id, title: head.title, kind: head.kind },
    testFaults: read === undefined || read.ok ? [] : [faultOf(read.error)],
    cases:
      read?.ok === true && head !== undefined
        ? read.value.cases
            .slice(0, judgeLimits.cases)
            .map((one) => caseOf(engine, head, one, read.value.place(one.at, '', '').line))
        : [],
    eventFault: pasted.ok ? undefined : pasted.error,
    events:
      pasted.ok && head?.kind === 'rule'
        ? pasted.value.map((event, at) => ({ number: at + 1, ...eventHeld(engine, head, event) }))
        : [],
  }
}

/** The rule as it will judge: under the pipelines and filters that are in force. Faults of those are not the writer's. */
function written(yaml: string, { filters, pipelines }: Beside = { filters: [], pipelines: [] }): RuleSet {
  const path = 'rule.yml'
  const read = pipelines.map(readPipeline).flatMap((one) => (one.ok ? [one.value] : []))
  const others = filters.map(({ text }, at) => ({ path: `filter-${at}.yml`, text }))
  const set = loadRules([{ path, text: yaml }, ...others], { pipelines: read })
  const ofRule = (one: { readonly path: string }) => one.path === path
  return {
    rules: set.rules.filter(ofRule),
    correlations: set.correlations.filter(ofRule),
    refused: set.refused.filter(ofRule),
    others: set.others.filter(ofRule),
  }
}

function caseOf(engine: Engine, head: Rule | Correlation, one: RuleCase, line: number): JudgedCase {
  const { kind, says, steps } = one
  const passed = spokenIn(engine, steps).has(head) === (kind === 'positive')
  const [only, ...others] = steps
  const event = others.length === 0 && only?.repeat === 1 ? only.event : undefined
  if (event === undefined || head.kind === 'correlation') return { kind, says, line, passed, parts: [] }
  const fields = mapFields(engine.slots)
  fields.load(event.native, event.derived)
  const account = engine.account(head, fields)
  return { kind, says, line, passed, parts: account === undefined ? [] : partsOf(account) }
}

function eventHeld(
  engine: Engine,
  rule: Rule,
  event: object,
): { readonly holds: boolean; readonly parts: readonly Part[] } {
  const fields = objectFields(engine.slots)
  fields.load(event)
  const account = engine.account(rule, fields)
  return { holds: account?.holds === true, parts: account === undefined ? [] : partsOf(account) }
}

/** The tree as lines, outer ones before inner ones. */
function partsOf(account: Account): readonly Part[] {
  const parts: Part[] = []
  const walk = (one: Account, depth: number) => {
    if (parts.length >= judgeLimits.parts) return
    const { kind, holds } = one
    if (one.kind === 'ask') {
      const value = one.value === undefined ? undefined : JSON.stringify(one.value).slice(0, judgeLimits.value)
      parts.push({ place: parts.length, kind, holds, depth, field: one.field, asked: one.asked, value })
      return
    }
    parts.push({ place: parts.length, kind, holds, depth, field: '', asked: '', value: undefined })
    for (const inner of one.of) walk(inner, depth + 1)
  }
  walk(account, 0)
  return parts
}

function faultOf({ line, column, reason, fix }: Refusal): Fault {
  return { line, column, reason, fix }
}
