import { createHash } from 'node:crypto'
import {
  type Event,
  type Evidence,
  eventId,
  type Finding,
  type Origin,
  origins,
  type Realm,
  type SeenThing,
  type Severity,
  type Value,
} from '@tocsin/event'
import { type AssetId, canonicalJson, type FindingId, type Observable } from '@tocsin/kit'
import type { CorrelationHit, Level, MatchedField, Rule, RuleHead } from '@tocsin/sigma'
import { alertExcerpt, excerpts } from './excerpt.ts'
import { correlationReason, type OwnWords, reason } from './reason.ts'
import { techniquesOf } from './technique.ts'
import { filled, tellingOf } from './telling.ts'

/** How many observables a finding names. */
const maxObservables = 20

/** What a correlation must remember of an event to speak of it later. Survives structured clone and JSON. */
export interface SeenEvent {
  /** As `eventId` writes it. */
  readonly event: string
  /** Milliseconds since the epoch, as windows count it. */
  readonly time: number
  readonly source: string
  readonly origin: Origin
  readonly observables: readonly Observable[]
  /** Which of them surely are of one asset. */
  readonly things?: readonly SeenThing[]
  readonly matched: readonly MatchedField[]
}

/**
 * The time that windows and incidents use, in milliseconds since the epoch: the source's own where it can be believed.
 *
 * A skewed time would put a finding years away from what it belongs to.
 */
export function windowTime(event: Event): number {
  return event.timeQuality === 'stated' || event.timeQuality === 'late' ? event.time : event.received
}

/** The finding of a rule that met one event. */
export function findingOf(rule: Rule, matched: readonly MatchedField[], event: Event): Finding {
  const seen = seenEvent(event, excerpts(matched, alertExcerpt))
  return {
    id: findingId(rule, event.realm, '', [seen.event]),
    ...whatRuleSays(rule),
    confidence: confidence(rule.status, event.origin),
    realm: event.realm,
    origin: event.origin,
    time: seen.time,
    said: event.received,
    reason: reason(
      rule.title,
      event.observables[0],
      event.source,
      seen.matched,
      ownWords(rule, (field) => event.native.get(field) ?? event.derived.get(field)),
    ),
    observables: event.observables.slice(0, maxObservables),
    ...thingOf(event.observables[0], event.seen.things),
    evidence: [evidenceOf(seen)],
    events: 1,
  }
}

/**
 * The finding of a correlation.
 *
 * @param events what is remembered of the hit's events, oldest first; those forgotten are missing here but stay named
 * @param said stream time, in milliseconds since the epoch
 */
export function correlationFinding(
  hit: CorrelationHit,
  realm: Realm,
  events: ReadonlyMap<string, SeenEvent>,
  said: number,
): Finding {
  const known = hit.tags.flatMap((tag) => events.get(tag) ?? [])
  const observables = aboutGroup(hit, known)
  const origin = bestOrigin(known.map((event) => event.origin))
  return {
    id: findingId(hit.correlation, realm, canonicalJson([hit.group, hit.first, hit.last]), hit.tags),
    ...whatRuleSays(hit.correlation),
    confidence: confidence(hit.correlation.status, origin),
    realm,
    origin,
    time: hit.last,
    said,
    reason: correlationReason(
      hit,
      observables[0],
      known[0]?.source ?? 'tocsin',
      ownWords(hit.correlation, (field) => hit.group.find(([name]) => name === field)?.[1]),
    ),
    observables,
    ...thingOfAll(observables[0], known),
    evidence: hit.tags.map((tag) => {
      const event = events.get(tag)
      return event === undefined ? { event: tag, time: hit.last, source: '', matched: [] } : evidenceOf(event)
    }),
    events: Math.max(hit.tags.length, hit.correlation.type.startsWith('temporal') ? 0 : hit.count),
  }
}

export function seenEvent(event: Event, matched: readonly MatchedField[]): SeenEvent {
  return {
    event: eventId(event.at),
    time: windowTime(event),
    source: event.source,
    origin: event.origin,
    observables: event.observables.slice(0, maxObservables),
    ...(event.seen.things === undefined ? {} : { things: event.seen.things }),
    matched,
  }
}

/** The asset that the first observable of a finding surely is. */
export function thingOf(
  first: Observable | undefined,
  things: readonly SeenThing[] | undefined,
): { readonly thing?: AssetId } {
  const found = things?.find(({ about }) => about.kind === first?.kind && about.value === first.value)
  return found === undefined ? {} : { thing: found.asset }
}

/** The same over several events: nothing where they name the first observable and do not agree whose it is. */
export function thingOfAll(
  first: Observable | undefined,
  events: readonly Pick<SeenEvent, 'observables' | 'things'>[],
): { readonly thing?: AssetId } {
  if (first === undefined) return {}
  const naming = events.filter(({ observables }) =>
    observables.some(({ kind, value }) => kind === first.kind && value === first.value),
  )
  const said = new Set(naming.map(({ things }) => thingOf(first, things).thing))
  const [thing] = said
  return said.size === 1 && thing !== undefined ? { thing } : {}
}

export function severityOf(level: Level): Severity {
  return level === 'informational' ? 'info' : level
}

/**
 * How sure a finding is, 0..1: what the rule's author says of its maturity, and never more than the origin allows.
 *
 * Whoever can write to an unauthenticated port can write the evidence; a claimed origin stays at one half.
 */
export function confidence(status: string | undefined, origin: Origin): number {
  return Math.min(byStatus.get(status?.toLowerCase() ?? '') ?? 0.5, byOrigin[origin])
}

// Sigma specification 2.1.0, `status`.
const byStatus = new Map([
  ['stable', 0.9],
  ['test', 0.7],
  ['experimental', 0.5],
  ['deprecated', 0.3],
  ['unsupported', 0.3],
])

const byOrigin: Record<Origin, number> = { claimed: 0.5, address: 0.7, proven: 1 }

function whatRuleSays(rule: RuleHead & { readonly kind: 'rule' | 'correlation' }) {
  const { title, advice } = tellingOf(rule)
  return {
    detector: {
      kind: 'sigma',
      id: rule.id,
      version: rule.version,
      title: rule.title,
      ...(title === undefined ? {} : { says: title }),
    },
    severity: severityOf(rule.level),
    techniques: techniquesOf(rule.techniques),
    ...(advice === undefined ? {} : { advice }),
  } as const
}

function ownWords(rule: RuleHead, valueIn: (field: string) => Value | undefined): OwnWords {
  const { title, reason } = tellingOf(rule)
  const why = reason === undefined ? undefined : filled(reason, valueIn)
  return { ...(title === undefined ? {} : { title }), ...(why === undefined ? {} : { why }) }
}

/** The same statement about the same events has the same id, whoever computes it and however often. */
function findingId(rule: RuleHead, realm: Realm, key: string, events: readonly string[]): FindingId {
  const what = canonicalJson(['sigma', rule.id, rule.version, realm, key, events])
  return createHash('sha256').update(what).digest('hex').slice(0, 32) as FindingId
}

function evidenceOf({ event, time, source, matched }: SeenEvent): Evidence {
  return { event, time, source, matched }
}

function bestOrigin(seen: readonly Origin[]): Origin {
  return seen.reduce((best, origin) => (origins.indexOf(origin) > origins.indexOf(best) ? origin : best), 'claimed')
}

/** The observables of the events; those that the correlation groups by come first, in the order of its fields. */
function aboutGroup(hit: CorrelationHit, events: readonly SeenEvent[]): readonly Observable[] {
  const order = hit.group.map(([, value]) => String(value).trim().toLowerCase().replace(/\.$/, ''))
  const distinct = new Map<string, Observable>()
  for (const event of events) {
    for (const observable of event.observables) {
      const key = `${observable.kind}:${observable.value}`
      if (distinct.size < 1000 && !distinct.has(key)) distinct.set(key, observable)
    }
  }
  const rank = ({ value }: Observable) => {
    const at = order.indexOf(value)
    return at === -1 ? order.length : at
  }
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b)).slice(0, maxObservables)
}
