import { eventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { emptyPosition, framesOf, isVisible, logStarts, type Position, type Scope } from '@tocsin/store'
import { decodeFrame } from '@tocsin/stream'
import {
  type BackTest,
  backTest,
  chosenRules,
  type TallyRead,
  type Tried,
  unpackRules,
  type WaitedNear,
  type WaitedRule,
} from '@tocsin/watch'
import { pastCities, recognisedAsThen } from './as-then.ts'
import { batches, firstPlace, readersOf, sum } from './history.ts'

/** What a trial over history is started with. Crosses threads. */
export interface BackTestStart {
  readonly logDir: string
  /** 0 is live, 1 is replay. */
  readonly lane: number
  /** By time of receipt, in milliseconds since the epoch: [from, until). */
  readonly from: number
  readonly until: number
  readonly scope: Scope
  /** What may be read beside a living writer; else to the end. */
  readonly limit?: Position
  /** Events whose erasure is under way: they are gone though the log still holds them. */
  readonly erased: readonly string[]
  /** One trial, or two that are compared: all hear the same events. */
  readonly sides: readonly { readonly bundle: Uint8Array; readonly tried: Tried }[]
  /** How many of the first hits say what matched. */
  readonly explained?: number
  /** Counts what the rule waited for instead of what it says. */
  readonly waits?: boolean
}

export interface BackTestProgress {
  /** 0 to 1, by frames of the log. */
  readonly share: number
  readonly events: number
  readonly hits: number
  /** How far it is: `received` of the newest frame, in milliseconds since the epoch. */
  readonly at: number
}

export interface BackTestReport {
  /** In the order of `sides`. */
  readonly sides: readonly TallyRead[]
  /** Frames within the range that the scope lets through. */
  readonly frames: number
  /** Frames that no decoder reads now. */
  readonly unread: number
  /** `received` of the oldest frame that the log still holds; absent where it holds none. */
  readonly reaches?: number
  /** Why frames are missing: damaged segments are passed over. */
  readonly notes: readonly string[]
  readonly seconds: number
  /** Events a second, compiling left out. */
  readonly perSecond: number
  /** Where `waits` was asked for: the rule, or those that a correlation hears. Then there are no sides. */
  readonly waited?: readonly WaitedRule[]
  /** How near the correlation that was asked for is to its condition, at the end of the range. */
  readonly near?: readonly WaitedNear[]
  /** Which bound ended the counting before all of the range was read. */
  readonly cut?: 'time' | 'events'
}

/**
 * Reads raw frames, archives included, decodes them again and holds them against rules. Columns do not hold all fields
 * that rules ask for, so history reaches back as far as raw frames do.
 *
 * Yields after each mebibyte; whoever drives it may stop there.
 *
 * @throws TocsinError `bad-rule` with its place, `no-such-rule`, `not-a-bundle`
 */
export function* runBackTest(start: BackTestStart, clock: () => number): Generator<BackTestProgress, BackTestReport> {
  const trials = start.sides.map(({ bundle, tried }) => openTrial(bundle, tried, start.explained))
  const readers = readersOf(start.sides.map(({ bundle }) => bundle))
  const erased = new Set(start.erased)
  const notes: string[] = []
  const [from, until] = [start.from * 1000, start.until * 1000]
  const begun = clock()
  const starts = logStarts(start.logDir, start.lane)
  const place = firstPlace(starts, start)
  const first = sum(place ?? emptyPosition(), start.lane)
  const end = start.limit === undefined ? undefined : sum(start.limit, start.lane)
  const then = recognisedAsThen(pastCities(start), place, notes)
  let [frames, unread, events, seen] = [0, 0, 0, 0]
  let [oldest, at]: [number | undefined, number] = [undefined, start.from]
  for (const batch of batches(start, place, starts, notes)) {
    seen = sum(batch.next, start.lane) - first
    for (const frame of framesOf(batch)) {
      oldest ??= frame.received
      then.heard(frame)
      if (frame.received < from || frame.received >= until) continue
      at = frame.received / 1000
      if (frame.kind === 'tick') for (const trial of trials) trial.tick(at)
      if (frame.kind !== 'data' || !isVisible(start.scope, [frame.source])) continue
      frames++
      const made = decodeFrame(frame, readers)
      if ('reason' in made) {
        unread++
        continue
      }
      for (const event of made.events) {
        if (erased.size > 0 && erased.has(eventId(event.at))) continue
        events++
        const recognised = then.recognise(event)
        for (const trial of trials) trial.take(recognised)
      }
    }
    const total = end === undefined ? undefined : end - first
    yield {
      share: total === undefined || total <= 0 ? timeShare(at, start) : Math.min(1, seen / total),
      events,
      hits: trials[0]?.tally.hits ?? 0,
      at,
    }
    if (start.lane === 0 && batch.received >= until) break
  }
  const seconds = (clock() - begun) / 1000
  const reaches = starts[0] === undefined ? undefined : start.lane === 0 ? starts[0].created : oldest
  return {
    sides: trials.map(({ tally }) => tally.read()),
    frames,
    unread,
    ...(reaches === undefined ? {} : { reaches: start.lane === 0 ? reaches : reaches / 1000 }),
    notes,
    seconds,
    perSecond: seconds > 0 ? Math.round(events / seconds) : 0,
  }
}

function openTrial(bundle: Uint8Array, tried: Tried, explained: number | undefined): BackTest {
  const content = unpackRules(bundle)
  if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
  const chosen = chosenRules(content.value, tried)
  if (chosen.ok) return backTest(chosen.value, explained)
  const [refusal] = chosen.error
  const { path = '', line = 1, column = 1, reason = 'it holds no rule', fix = 'Give a whole rule' } = refusal ?? {}
  if (tried.kind === 'rule') throw noSuchRule(tried.id, refusal)
  throw new TocsinError('bad-rule', `The rule is refused: ${reason}`, { where: `${path}:${line}:${column}`, fix })
}

export function noSuchRule(id: string, refusal: { readonly fix: string } | undefined): TocsinError {
  return new TocsinError('no-such-rule', `There is no rule ${id}`, { fix: refusal?.fix ?? 'Check its id' })
}

function timeShare(at: number, { from, until }: BackTestStart): number {
  return until > from ? Math.max(0, Math.min(1, (at - from) / (until - from))) : 1
}
