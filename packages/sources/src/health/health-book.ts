import type { Position } from '@tocsin/store'
import type { SourceProfile } from '../registry/profile.ts'
import { type ClockOffset, clockOffset, noteOffsets, type OffsetSeen, offsetSeen } from './clock-offset.ts'
import { type Expectation, expectation, hoursLearnt, pass, resume, usualAt } from './expectation.ts'

/** What the stream says of one sender since it was last asked. */
export interface SenderNews {
  readonly source: string
  readonly sender: string
  readonly decoder: string
  readonly zone?: string
  readonly frames: number
  readonly events: number
  readonly refused: number
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly last: number
  /** Milliseconds that the newest stated time lies after its receipt. */
  readonly ahead?: number
  readonly quarters: readonly (readonly [quarter: number, count: number])[]
  readonly local: boolean
  readonly logsources: readonly string[]
  readonly unread?: Uint8Array
}

/** What the stream says of all senders since it was last asked, and up to where in the log that goes. */
export interface SendersNews {
  readonly senders: readonly SenderNews[]
  readonly position: Position
}

/** What was learnt of a source. Bounded, and kept over restarts. */
export interface SourceSeen {
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly first: number
  last: number
  frames: number
  events: number
  refused: number
  readonly decoders: string[]
  /** `product|category|service`. */
  readonly logsources: string[]
  readonly learnt: Expectation
}

/** What was learnt of one sender of a source. */
export interface SenderSeen {
  readonly source: string
  readonly sender: string
  decoder: string
  readonly first: number
  last: number
  frames: number
  events: number
  refused: number
  /** Milliseconds that its times lie after their receipt, smoothed; null where it states none. */
  ahead: number | null
  readonly offset: ClockOffset
  /** Minutes of an offset that somebody looked at and left as it is; null where nobody did. */
  declined: number | null
  /** The newest that could not be read: its first bytes as Latin-1. */
  unread: string
}

/** Remembers who sends what, how much and with which clock. */
export interface HealthBook {
  take(news: readonly SenderNews[], now: number): void
  sources(): readonly SourceSeen[]
  senders(source?: string): readonly SenderSeen[]
  /** Forgets the offsets of a sender, or of all of a source: its zone is another now. */
  settle(source: string, sender: string, now: number): void
  /** Leaves the offset of a sender as it is: it is not proposed again until it is another. Gives whether there was one. */
  decline(source: string, sender: string): boolean
  /** Forgets what was learnt of a source. Gives whether anything was. */
  forget(source: string): boolean
  /** Gives back what was kept before a restart. */
  restore(kept: readonly (SourceSeen | SenderSeen)[], now: number): void
  /** What changed since this was last asked. */
  changed(): readonly (SourceSeen | SenderSeen)[]
}

const mostSources = 1000
const mostSenders = 5000
const mostLogsources = 64
const unreadKept = 240

export function healthBook(): HealthBook {
  const sources = new Map<string, SourceSeen>()
  const senders = new Map<string, SenderSeen>()
  const touched = new Set<SourceSeen | SenderSeen>()
  const keyOf = (source: string, sender: string) => `${source}\n${sender}`

  return {
    take: (news, now) => {
      for (const one of news) {
        if (one.source.startsWith('tocsin/')) continue
        const source =
          sources.get(one.source) ?? (sources.size < mostSources ? newSource(one.source, one.last, now) : undefined)
        if (source === undefined) continue
        sources.set(one.source, source)
        noteSource(source, one, now)
        touched.add(source)
        const key = keyOf(one.source, one.sender)
        const sender = senders.get(key) ?? (senders.size < mostSenders ? newSender(one) : undefined)
        if (sender === undefined) continue
        senders.set(key, sender)
        noteSender(sender, one)
        touched.add(sender)
      }
      for (const { learnt } of sources.values()) pass(learnt, now)
    },
    sources: () => [...sources.values()],
    senders: (source) => [...senders.values()].filter((one) => source === undefined || one.source === source),
    settle: (source, sender, now) => {
      for (const one of senders.values()) {
        if (one.source !== source || (sender !== '' && one.sender !== sender)) continue
        Object.assign(one.offset, clockOffset(now))
        one.ahead = null
        one.declined = null
        touched.add(one)
      }
    },
    decline: (source, sender) => {
      const one = senders.get(keyOf(source, sender))
      const seen = one === undefined ? undefined : offsetSeen(one.offset)
      if (one === undefined || seen === undefined) return false
      one.declined = seen.minutes
      touched.add(one)
      return true
    },
    forget: (source) => {
      const known = sources.get(source)
      if (known === undefined) return false
      sources.delete(source)
      touched.delete(known)
      for (const [key, one] of senders) {
        if (one.source !== source) continue
        senders.delete(key)
        touched.delete(one)
      }
      return true
    },
    restore: (kept, now) => {
      for (const one of kept) {
        if ('sender' in one) senders.set(keyOf(one.source, one.sender), one)
        else {
          resume(one.learnt, now)
          sources.set(one.source, one)
        }
      }
    },
    changed: () => {
      const all = [...touched]
      touched.clear()
      return all
    },
  }
}

function newSource(source: string, first: number, now: number): SourceSeen {
  return {
    ...{ source, first, last: first, frames: 0, events: 0, refused: 0 },
    decoders: [],
    logsources: [],
    learnt: expectation(now),
  }
}

function noteSource(source: SourceSeen, news: SenderNews, now: number): void {
  source.frames += news.frames
  source.events += news.events
  source.refused += news.refused
  source.last = Math.max(source.last, news.last)
  if (!source.decoders.includes(news.decoder) && source.decoders.length < 8) source.decoders.push(news.decoder)
  for (const logsource of news.logsources) {
    if (source.logsources.length < mostLogsources && !source.logsources.includes(logsource)) {
      source.logsources.push(logsource)
    }
  }
  pass(source.learnt, now)
  source.learnt.count += news.events
}

function newSender({ source, sender, decoder, last }: SenderNews): SenderSeen {
  return {
    ...{ source, sender, decoder, first: last, last, frames: 0, events: 0, refused: 0 },
    ahead: null,
    offset: clockOffset(last),
    declined: null,
    unread: '',
  }
}

function noteSender(sender: SenderSeen, news: SenderNews): void {
  sender.decoder = news.decoder
  sender.frames += news.frames
  sender.events += news.events
  sender.refused += news.refused
  sender.last = Math.max(sender.last, news.last)
  if (news.ahead !== undefined) {
    sender.ahead = sender.ahead === null ? news.ahead : Math.round(sender.ahead * 0.7 + news.ahead * 0.3)
  }
  if (news.unread !== undefined) {
    sender.unread = [...news.unread.subarray(0, unreadKept)].map((byte) => String.fromCharCode(byte)).join('')
  }
  noteOffsets(sender.offset, news, news.last)
}

/** How a source is, in one word. */
export type SourceState = 'waiting' | 'unread' | 'well' | 'silent' | 'low' | 'high'

/** How a source is, measured against what is expected of it. */
export interface SourceHealth {
  readonly source: string
  readonly state: SourceState
  /** Milliseconds since the epoch; null where nothing came yet. */
  readonly first: number | null
  readonly last: number | null
  readonly frames: number
  readonly events: number
  readonly refused: number
  readonly senders: number
  /** Events an hour that are usual now, declared or learnt; null where nobody knows yet. */
  readonly expected: number | null
  /** Of the last whole hour. */
  readonly lastHour: number | null
  /** Of the 168 hours of a week, how many were watched. */
  readonly hoursLearnt: number
  /** Minutes without a record after which it is silent. */
  readonly silentAfter: number
  readonly decoders: readonly string[]
  readonly logsources: readonly string[]
}

/** How a sender is. */
export interface SenderHealth {
  readonly source: string
  readonly sender: string
  readonly decoder: string
  readonly first: number
  readonly last: number
  readonly frames: number
  readonly events: number
  readonly refused: number
  /** Seconds that its times lie after (negative: before) their receipt; null where it states none. */
  readonly aheadSeconds: number | null
  /** A constant offset that somebody should decide about. */
  readonly offset: OffsetSeen | null
  /** Minutes of an offset that somebody left as it is. */
  readonly declined: number | null
  /** The newest record that could not be read, as printable text; empty where all were. */
  readonly unread: string
  /** The format that it looks like; null where nothing is known. */
  readonly looksLike: string | null
}

const minute = 60_000
const regular = 100
/** Records that must be missing before a source is called silent, where its rate is known. */
const missing = 30

/** How one source is. */
export function healthOf(
  seen: SourceSeen | undefined,
  profile: SourceProfile | undefined,
  senders: number,
  now: number,
): SourceHealth {
  if (seen === undefined) return nothingYet(profile)
  const { source, first, last, frames, events, refused, decoders, logsources, learnt } = seen
  const expected = profile?.expected ?? usualAt(learnt, now) ?? null
  const silentAfter = profile?.silentMinutes ?? silentAfterOf(seen, profile?.expected ?? null, now)
  const regularly = frames >= regular || profile?.expected != null || profile?.silentMinutes != null
  return {
    ...{ source, first, last, frames, events, refused, senders, expected, decoders, logsources, silentAfter },
    lastHour: learnt.last,
    hoursLearnt: hoursLearnt(learnt),
    state: stateOf({ seen, expected, declared: profile?.expected != null, silentAfter, regularly, now }),
  }
}

function nothingYet(profile: SourceProfile | undefined): SourceHealth {
  return {
    ...{ source: profile?.source ?? '', state: 'waiting', first: null, last: null, frames: 0, events: 0, refused: 0 },
    ...{ senders: 0, expected: profile?.expected ?? null, lastHour: null, hoursLearnt: 0 },
    silentAfter: profile?.silentMinutes ?? 60,
    decoders: [],
    logsources: [],
  }
}

function stateOf(given: {
  readonly seen: SourceSeen
  readonly expected: number | null
  readonly declared: boolean
  readonly silentAfter: number
  readonly regularly: boolean
  readonly now: number
}): SourceState {
  const { seen, expected, declared, silentAfter, regularly, now } = given
  if (seen.frames > 0 && seen.events === 0) return 'unread'
  if (regularly && now - seen.last >= silentAfter * minute) return 'silent'
  const { last } = seen.learnt
  // A usual that is learnt needs a day; one that was declared holds at once.
  if (expected === null || last === null || (!declared && hoursLearnt(seen.learnt) < 24)) return 'well'
  if (expected >= 50 && last < expected / 5) return 'low'
  return last > 1000 && last > expected * 5 ? 'high' : 'well'
}

/** Minutes: as long as thirty records take at the rate that is usual, an hour until a day was watched, a day at most. */
function silentAfterOf(seen: SourceSeen, declared: number | null, now: number): number {
  const usual = declared ?? (hoursLearnt(seen.learnt) >= 24 ? usualAt(seen.learnt, now) : undefined)
  if (usual === undefined) return 60
  const minutes = usual > 0 ? Math.ceil((missing * 60) / usual) : 1440
  return Math.max(10, Math.min(1440, minutes))
}

/** How one sender is. */
export function senderHealth(seen: SenderSeen, looksLike: (bytes: Uint8Array) => string | undefined): SenderHealth {
  const { source, sender, decoder, first, last, frames, events, refused, ahead, offset, declined, unread } = seen
  const bytes = Uint8Array.from(unread, (unit) => unit.charCodeAt(0))
  const found = offsetSeen(offset)
  const proposed = found === undefined || found.minutes === declined ? null : found
  return {
    ...{ source, sender, decoder, first, last, frames, events, refused },
    aheadSeconds: ahead === null ? null : Math.round(ahead / 1000),
    offset: proposed,
    declined,
    unread: unread.replace(/[^\x20-\x7e]/g, '·'),
    looksLike: unread === '' ? null : (looksLike(bytes) ?? null),
  }
}
