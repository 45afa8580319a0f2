import type { DetectOut, DetectStage } from '@tocsin/capability'
import { type Event, eventId, type Frame } from '@tocsin/event'
import type { Rule } from '@tocsin/sigma'
import { excerpts, windowExcerpt } from '../findings/excerpt.ts'
import { findingOf, seenEvent } from '../findings/finding.ts'
import { type CompiledRules, compiledRules } from './compiled.ts'
import { correlationsName, type HeardMark } from './heard.ts'
import { countError, ruleStats } from './stats.ts'

/**
 * Judges each event by the rules of the last control frame, and tells correlations what they must hear.
 *
 * A rule that throws is counted under its id and stops neither the others nor the stream.
 */
export function rulesStage(): DetectStage {
  let rules: CompiledRules | undefined
  const hits: Rule[] = []
  const keep = (rule: Rule) => {
    hits.push(rule)
  }
  return {
    name: 'rules',
    control(control, content) {
      if (control.kind === 'rules') rules = compiledRules(control.digest, content)
    },
    judge(event, frame, out) {
      if (rules === undefined) {
        ruleStats.unjudged++
        out.fail('rules', 'no rules were published yet')
        return
      }
      ruleStats.judged++
      hits.length = 0
      rules.fields.load(event.native, event.derived)
      try {
        rules.engine.match(event.logsources, rules.fields, keep)
      } catch (error) {
        countError('*')
        out.fail('rules', error)
      }
      for (const rule of hits) {
        try {
          tell(rules, rule, event, frame, out)
        } catch (error) {
          countError(rule.id)
          out.fail(rule.id, error)
        }
      }
    },
  }
}

function tell(
  { engine, fields, listening }: CompiledRules,
  rule: Rule,
  event: Event,
  frame: Frame,
  out: DetectOut,
): void {
  const matched = engine.explain(rule, fields)
  const inputs = engine.inputs(rule, fields)
  if (!engine.silentAlone(rule)) {
    const finding = findingOf(rule, matched, event)
    if (listening.has(rule.id)) out.say({ finding, frames: [], listening: true })
    else {
      ruleStats.findings++
      // Copied: the payload is a view into a batch that is gone before the finding is written.
      out.say({ finding, frames: [{ event: eventId(event.at), bytes: frame.payload.slice() }] })
    }
  }
  if (inputs.length === 0) return
  const seen = seenEvent(event, excerpts(matched, windowExcerpt))
  for (const { key, input } of inputs) {
    ruleStats.marks++
    const body: HeardMark = { input, realm: event.realm, rule: rule.id, seen }
    // Detectors cannot read the realm; the key keeps realms apart on the way to the shards.
    out.mark({ stage: correlationsName, key: `${event.realm}|${key}`, body })
  }
}
