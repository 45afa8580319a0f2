import {
  type Event,
  type Finding,
  type Frame,
  type Native,
  nothingSeen,
  type Realm,
  type Severity,
  type Value,
} from '@tocsin/event'
import type { FindingId, Observable } from '@tocsin/kit'

/** 2026-03-01T08:00:00Z, in milliseconds. */
export const morning = 1_772_352_000_000

export const minute = 60_000
export const hour = 60 * minute

export function givenEvent(offset: number, native: Readonly<Record<string, Value>>, but: Partial<Event> = {}): Event {
  const fields: Native = new Map(Object.entries(native))
  return {
    at: { partition: 3, offset, index: 0 },
    time: morning + offset * 1000,
    received: morning + offset * 1000 + 5,
    timeQuality: 'stated',
    source: 'windows',
    decoder: 'windows',
    realm: 'real',
    origin: 'proven',
    logsources: [{ product: 'windows', category: 'process_creation' }],
    native: fields,
    derived: new Map(),
    ocsf: {},
    observables: [{ kind: 'host', value: 'gw-01.example.org' }],
    seen: nothingSeen,
    ...but,
  }
}

export function givenFrame(event: Event, text = 'as received'): Frame {
  return {
    partition: event.at.partition,
    offset: event.at.offset,
    received: Math.round(event.received * 1000),
    kind: 'data',
    realm: event.realm,
    origin: event.origin,
    source: event.source,
    decoder: 'windows',
    peer: '192.0.2.10:5140',
    payload: new TextEncoder().encode(text),
  }
}

/** Writes `_` as the no-break space, so that a test shows where it stands. */
export function french(text: string): string {
  return text.replaceAll('_', '\u00a0')
}

export interface GivenFinding {
  readonly id?: string
  readonly title?: string
  readonly detector?: string
  readonly severity?: Severity
  readonly realm?: Realm
  readonly time?: number
  readonly said?: number
  readonly about?: Observable | 'nobody'
  readonly technique?: string
}

export function givenFinding(given: GivenFinding = {}): Finding {
  const time = given.time ?? morning
  const about = given.about ?? { kind: 'host', value: 'gw-01.example.org' }
  const title = given.title ?? 'Encoded PowerShell command line'
  return {
    id: (given.id ?? `${title}-${time}`) as FindingId,
    detector: { kind: 'sigma', id: given.detector ?? title, version: 'v1', title },
    severity: given.severity ?? 'medium',
    confidence: 0.7,
    techniques: given.technique === undefined ? [] : [{ id: given.technique }],
    realm: given.realm ?? 'real',
    origin: 'proven',
    time,
    said: given.said ?? time + 5,
    reason: { en: `${title}.`, fr: `${title}.` },
    observables: about === 'nobody' ? [] : [about],
    evidence: [{ event: '3.1.0', time, source: 'windows', matched: [] }],
    events: 1,
  }
}
