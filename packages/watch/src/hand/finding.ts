import { createHash } from 'node:crypto'
import { type Event, type Evidence, eventId, type Finding, parseEventId, severities } from '@tocsin/event'
import { canonicalJson, type FindingId, type Observable, parseObservableKey } from '@tocsin/kit'
import { shown } from '../findings/shown.ts'

/** The detector of what people tell. */
export const byHand = 'tocsin:by-hand'

/** Bounds of what one person tells at once; the publisher cuts texts at 1,000 characters. */
export const toldLimits = { title: 200, observed: 1000, observables: 10, events: 20 } as const

/** What a person tells, as it lies in the log. */
export interface Told {
  /** A name that nobody else gives; the finding's id comes from it. */
  readonly key: string
  readonly who: string
  readonly title: string
  readonly observed: string
  readonly severity: Finding['severity']
  readonly observables: readonly Observable[]
  readonly events: readonly Pick<Evidence, 'event' | 'time' | 'source'>[]
}

/** Under the flat names of Tocsin's own events. */
export function fieldsOf(told: Told): Readonly<Record<string, string>> {
  const { key, who, title, observed, severity } = told
  const listed = [
    ...told.observables.map(({ kind, value }, n) => [`about_${n + 1}`, `${kind}:${value}`] as const),
    ...told.events.map(({ event, time, source }, n) => [`event_${n + 1}`, `${event} ${time} ${source}`] as const),
  ]
  return { key, told_by: who, title, observed, severity, ...Object.fromEntries(listed) }
}

/** The finding that what a person told becomes, or nothing where the event tells of nothing. */
export function toldFinding(event: Event): Finding | undefined {
  const text = (field: string) => {
    const value = event.native.get(field)
    return typeof value === 'string' ? value : undefined
  }
  const [key, title, observed, who] = [text('key'), text('title'), text('observed'), text('told_by')]
  const severity = severities.find((one) => one === text('severity'))
  if (key === undefined || title === undefined || severity === undefined) return undefined
  const say = shown(title, toldLimits.title)
  const own = { event: eventId(event.at), time: event.time, source: event.source }
  const said = [
    ...(observed === undefined ? [] : [{ field: 'observed', value: observed, asked: '', ranges: [] }]),
    ...(who === undefined ? [] : [{ field: 'told_by', value: who, asked: '', ranges: [] }]),
  ]
  const observables = numbered(toldLimits.observables, (n) => parseObservableKey(text(`about_${n}`) ?? ''))
  const events = numbered(toldLimits.events, (n) => namedEvent(text(`event_${n}`) ?? ''))
  return {
    id: toldId(key),
    detector: {
      kind: 'person',
      id: byHand,
      version: '1',
      title: 'Opened by hand',
      says: { en: 'Opened by hand', fr: 'Ouvert à la main' },
    },
    severity,
    confidence: 1,
    techniques: [],
    realm: event.realm,
    origin: event.origin,
    time: event.received,
    said: event.received,
    reason: { en: say, fr: say },
    observables,
    evidence: [{ ...own, matched: said }, ...events.map((one) => ({ ...one, matched: [] }))],
    events: 1 + events.length,
  }
}

/** The same key is the same finding, however often it is told. */
export function toldId(key: string): FindingId {
  return createHash('sha256')
    .update(canonicalJson(['person', key]))
    .digest('hex')
    .slice(0, 32) as FindingId
}

function namedEvent(text: string): Told['events'][number] | undefined {
  const [event = '', time, ...source] = text.split(' ')
  const at = Number(time)
  if (parseEventId(event) === undefined || !Number.isFinite(at) || source.length === 0) return undefined
  return { event, time: at, source: source.join(' ') }
}

function numbered<Item>(most: number, read: (n: number) => Item | undefined): readonly Item[] {
  return Array.from({ length: most }, (_, index) => read(index + 1)).filter((item) => item !== undefined)
}
