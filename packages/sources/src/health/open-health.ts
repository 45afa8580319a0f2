import { emptyPosition, type Position, type StateStore } from '@tocsin/store'
import type { SourceProfile } from '../registry/profile.ts'
import { slotOf } from './expectation.ts'
import { forgetHealth, keepHealth, keptHealth } from './health.repository.ts'
import {
  healthBook,
  healthOf,
  type SenderHealth,
  type SendersNews,
  type SourceHealth,
  senderHealth,
} from './health-book.ts'
import { type Silence, silences } from './silence.ts'

/** How all sources are, learnt while they send and kept over restarts. */
export interface SourcesHealth {
  /** Gives back what was learnt before a restart. */
  restore(): Promise<void>
  /** Takes what the stream counted since the last look. */
  look(): Promise<void>
  /** Every source that sent or was declared, by name. */
  sources(): readonly SourceHealth[]
  senders(source?: string): readonly SenderHealth[]
  /** How long each has been silent, folded by what they pass through. */
  silences(): readonly Silence[]
  /** A zone was given or taken away: what was learnt of the clocks of these senders is over. */
  settle(source: string, sender: string): void
  /** Leaves a constant offset as it is. Gives whether there is one. */
  decline(source: string, sender: string): boolean
  /** What a source sends an hour, by hour of the week; nothing where it never sent. */
  week(source: string): SourceWeek | undefined
  /** Forgets what was learnt of a source; it is learnt anew where it sends again. Gives whether anything was. */
  forget(source: string): Promise<boolean>
  /** What was declared, as it is now. */
  declared(profiles: readonly SourceProfile[]): void
  /** Keeps what was learnt. */
  keep(): Promise<void>
}

/** Events an hour by hour of the week, from Monday 00:00 UTC; null where that hour was never watched whole. */
export interface SourceWeek {
  /** Learnt over the weeks. */
  readonly usual: readonly (number | null)[]
  /** Of the last seven days. */
  readonly actual: readonly (number | null)[]
  /** The hour under way, and whether it was watched from its beginning. */
  readonly now: { readonly slot: number; readonly events: number; readonly whole: boolean }
}

export interface SourcesHealthOptions {
  readonly state: StateStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** What the stream counted since this was last asked. */
  readonly news: () => Promise<SendersNews>
  /** The format that bytes look like. */
  readonly looksLike?: (bytes: Uint8Array) => string | undefined
}

/** Milliseconds between two writes of what was learnt. */
const keepEvery = 60_000

export function sourcesHealth(options: SourcesHealthOptions): SourcesHealth {
  const { state, now, looksLike = () => undefined } = options
  const book = healthBook()
  let profiles: readonly SourceProfile[] = []
  let kept = now()
  let position: Position = emptyPosition()

  const keep = async () => {
    kept = now()
    await keepHealth(state, book.changed(), position, kept)
  }
  const sources = (): readonly SourceHealth[] => {
    const at = now()
    const counts = new Map<string, number>()
    for (const { source } of book.senders()) counts.set(source, (counts.get(source) ?? 0) + 1)
    const seen = new Map(book.sources().map((one) => [one.source, one]))
    const declared = new Map(profiles.map((one) => [one.source, one]))
    return [...new Set([...seen.keys(), ...declared.keys()])]
      .sort()
      .map((source) => healthOf(seen.get(source), declared.get(source), counts.get(source) ?? 0, at))
  }
  const senders = (source?: string) => book.senders(source).map((one) => senderHealth(one, looksLike))

  return {
    restore: async () => book.restore(await keptHealth(state), now()),
    look: async () => {
      const news = await options.news()
      book.take(news.senders, now())
      position = news.position
      if (now() - kept >= keepEvery) await keep()
    },
    sources,
    senders,
    silences: () => silences({ health: sources(), senders: senders(), profiles }, now()),
    settle: (source, sender) => book.settle(source, sender, now()),
    decline: (source, sender) => book.decline(source, sender),
    week: (source) => {
      const seen = book.sources().find((one) => one.source === source)
      if (seen === undefined) return undefined
      const { slots, actual, count, hour, whole } = seen.learnt
      return { usual: [...slots], actual: [...actual], now: { slot: slotOf(hour), events: count, whole } }
    },
    forget: async (source) => {
      const known = book.forget(source)
      await forgetHealth(state, source)
      return known
    },
    declared: (all) => {
      profiles = all
    },
    keep,
  }
}
