import { type Event, eventId, type Realm, realms } from '@tocsin/event'
import {
  type Correlation,
  type CorrelationHit,
  type CorrelationState,
  compile,
  mapFields,
  type Rule,
} from '@tocsin/sigma'
import { excerpts, windowExcerpt } from '../findings/excerpt.ts'
import { windowTime } from '../findings/finding.ts'
import type { ChosenRules } from './chosen-rules.ts'
import { type HitTally, hitTally } from './hit-tally.ts'

/** Rules held against events of the past. Takes frames in the order of the log; has no clock. */
export interface BackTest {
  take(event: Event): void
  /** Stream time has come to here. */
  tick(time: number): void
  readonly tally: HitTally
}

/**
 * Hears events as the stream does, and counts instead of alerting: each rule, then the correlations that hear it, one
 * memory a realm.
 *
 * @param explained how many of the first hits keep what matched
 */
export function backTest({ set, wanted }: ChosenRules, explained = 20): BackTest {
  const engine = compile(set)
  const fields = mapFields(engine.slots)
  const states = new Map<Realm, CorrelationState>()
  const tally = hitTally([...set.rules, ...set.correlations].filter(({ id }) => wanted.has(id)))
  const sources = new Map<string, string>()
  const hits: Rule[] = []
  const keep = (rule: Rule) => {
    hits.push(rule)
  }
  const counts = (head: Rule | Correlation) => wanted.has(head.id) && !engine.silentAlone(head)
  const correlates = set.correlations.length > 0

  const stateOf = (realm: Realm) => {
    const known = states.get(realm) ?? engine.correlations()
    states.set(realm, known)
    return known
  }
  const correlated = (hit: CorrelationHit) => {
    if (!counts(hit.correlation)) return
    const event = hit.tags.at(-1) ?? ''
    tally.add({
      rule: hit.correlation.id,
      event,
      time: hit.last,
      source: sources.get(event) ?? '',
      about: hit.group.map(([kind, value]) => ({ kind, value: String(value) })),
      events: Math.max(hit.tags.length, hit.correlation.type.startsWith('temporal') ? 0 : hit.count),
    })
  }

  return {
    tally,
    take: (event) => {
      tally.judged()
      hits.length = 0
      fields.load(event.native, event.derived)
      engine.match(event.logsources, fields, keep)
      for (const rule of hits) {
        if (counts(rule)) {
          tally.add({
            rule: rule.id,
            event: eventId(event.at),
            time: windowTime(event),
            source: event.source,
            about: event.observables.slice(0, 4),
            ...(tally.hits < explained ? { matched: excerpts(engine.explain(rule, fields), windowExcerpt) } : {}),
          })
        } else tally.heard(rule.id)
        if (!correlates) continue
        const id = eventId(event.at)
        for (const { input } of engine.inputs(rule, fields)) {
          remember(sources, id, event.source)
          for (const hit of stateOf(event.realm).take(input, windowTime(event), id)) correlated(hit)
        }
      }
    },
    tick: (time) => {
      if (!correlates) return
      for (const realm of realms) for (const hit of states.get(realm)?.tick(time) ?? []) correlated(hit)
    },
  }
}

/** Events whose source is remembered for correlations: the newest. */
const mostRemembered = 20_000

function remember(sources: Map<string, string>, event: string, source: string): void {
  sources.set(event, source)
  if (sources.size <= mostRemembered) return
  const [oldest] = sources.keys()
  if (oldest !== undefined) sources.delete(oldest)
}
