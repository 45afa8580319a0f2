import { eventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { framesOf, isVisible, logStarts } from '@tocsin/store'
import { decodeFrame } from '@tocsin/stream'
import { unpackRules, type Waiting, waitingFor } from '@tocsin/watch'
import { pastCities, recognisedAsThen } from './as-then.ts'
import { batches, type LogStarts, readersOf, sum } from './history.ts'
import { type BackTestProgress, type BackTestReport, type BackTestStart, noSuchRule } from './run-back-test.ts'

/** What counting a rule's parts may cost: every part is asked of every event, which no index spares. */
export interface WaitBounds {
  readonly seconds: number
  readonly events: number
}

export const waitBounds: WaitBounds = { seconds: 60, events: 5_000_000 }

/** Clocks that are set back, and stamps of one millisecond that stand in several segments. */
const slack = 60_000

/**
 * Counts what a rule waited for. Segments are read from the newest on, so that what a bound cuts off is the oldest.
 *
 * Yields after each mebibyte; whoever drives it may stop there.
 *
 * @throws TocsinError `no-such-rule`, `not-a-bundle`
 */
export function* runWaits(
  start: BackTestStart,
  clock: () => number,
  bounds: WaitBounds = waitBounds,
): Generator<BackTestProgress, BackTestReport> {
  const [side] = start.sides
  const waiting = openWaiting(side?.bundle ?? new Uint8Array(), side?.tried.kind === 'rule' ? side.tried.id : '')
  const readers = readersOf(start.sides.map(({ bundle }) => bundle))
  const erased = new Set(start.erased)
  const notes: string[] = []
  const [from, until] = [start.from * 1000, start.until * 1000]
  const starts = logStarts(start.logDir, start.lane)
  const pieces = piecesOf(starts, start)
  const total = Math.max(
    1,
    pieces.reduce((all, { frames }) => all + frames, 0),
  )
  const begun = clock()
  const cities = pastCities(start)
  let [frames, unread, seen, at] = [0, 0, 0, start.until]
  let cut: 'time' | 'events' | undefined
  for (const piece of pieces) {
    const first = sum(piece.place, start.lane)
    const then = recognisedAsThen(cities, piece.place, notes)
    // A piece has its own end: what is damaged in it is passed over to the next one, which was read before.
    for (const batch of batches({ ...start, ...piece.limit }, piece.place, [], notes)) {
      for (const frame of framesOf(batch)) {
        then.heard(frame)
        if (frame.received < from || frame.received >= until) continue
        at = frame.received / 1000
        if (frame.kind !== 'data' || !isVisible(start.scope, [frame.source])) continue
        frames++
        const made = decodeFrame(frame, readers)
        if ('reason' in made) {
          unread++
          continue
        }
        for (const event of made.events) {
          if (erased.size === 0 || !erased.has(eventId(event.at))) waiting.take(then.recognise(event))
        }
      }
      const share = Math.min(1, (seen + sum(batch.next, start.lane) - first) / total)
      yield { share, events: waiting.events, hits: waiting.held, at }
      if (clock() - begun > bounds.seconds * 1000) cut = 'time'
      else if (waiting.events >= bounds.events) cut = 'events'
      if (cut !== undefined) break
    }
    if (cut !== undefined) break
    seen += piece.frames
  }
  const seconds = (clock() - begun) / 1000
  const [oldest] = starts
  // A replayed file has its own times: there it is looked at its latest event.
  const near = waiting.near(start.lane === 0 ? start.until : undefined)
  return {
    sides: [],
    waited: waiting.read(),
    ...(near.length === 0 ? {} : { near }),
    ...(cut === undefined ? {} : { cut }),
    frames,
    unread,
    ...(oldest === undefined ? {} : { reaches: oldest.created }),
    notes,
    seconds,
    perSecond: seconds > 0 ? Math.round(waiting.events / seconds) : 0,
  }
}

function openWaiting(bundle: Uint8Array, id: string): Waiting {
  const content = unpackRules(bundle)
  if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
  const waiting = waitingFor(content.value, id)
  if (!waiting.ok) throw noSuchRule(id, waiting.error[0])
  return waiting.value
}

/** The segments of a range, the newest first; of a replayed file all, since it has its own times. */
function piecesOf(starts: LogStarts, { lane, from, limit }: BackTestStart) {
  const pieces = starts.map((one, index) => {
    const next = starts[index + 1]
    const end = next?.from ?? limit
    return {
      place: one.from,
      limit: end === undefined ? {} : { limit: end },
      frames: end === undefined ? 0 : sum(end, lane) - sum(one.from, lane),
      over: lane === 0 && next !== undefined && next.created < from - slack,
    }
  })
  return pieces.filter(({ over }) => !over).reverse()
}
