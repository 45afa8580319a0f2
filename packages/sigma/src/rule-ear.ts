import type { Engine } from './engine.ts'
import { mapFields } from './fields-map.ts'
import type { Correlation, Rule } from './rule.ts'
import type { RuleStep } from './rule-test.ts'

/** Hears events as the stream does: rules, then the correlations that hear them, in event time. */
export interface RuleEar {
  /** Everything that spoke so far, `generate: false` or not. */
  readonly said: ReadonlySet<Rule | Correlation>
  take(step: Required<RuleStep>['event'], time: number): void
  /** Time has come to here without an event. */
  wait(time: number): void
}

export function ruleEar(engine: Engine): RuleEar {
  const state = engine.correlations()
  const fields = mapFields(engine.slots)
  const said = new Set<Rule | Correlation>()
  let events = 0
  return {
    said,
    take({ logsources, native, derived }, time) {
      fields.load(native, derived)
      const tag = `0.${events++}.0`
      engine.match(logsources, fields, (rule) => {
        said.add(rule)
        for (const { input } of engine.inputs(rule, fields))
          for (const hit of state.take(input, time, tag)) said.add(hit.correlation)
      })
    },
    wait(time) {
      for (const hit of state.tick(time)) said.add(hit.correlation)
    },
  }
}

/** The rules and correlations that speak over the steps of a case. */
export function spokenIn(engine: Engine, steps: readonly RuleStep[]): ReadonlySet<Rule | Correlation> {
  const ear = ruleEar(engine)
  let time = caseStart
  for (const { event, repeat, every, after } of steps) {
    time += after
    if (after > 0) ear.wait(time)
    for (let times = repeat; times > 0 && event !== undefined; times--) {
      ear.take(event, time)
      if (times > 1) time += every
    }
  }
  return ear.said
}

/** 2026-01-01T00:00:00Z: any fixed time does. */
const caseStart = 1_767_225_600_000
