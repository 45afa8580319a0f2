import { seededRandom } from '@tocsin/kit'
import type { Thing } from '../town/site.ts'
import { castOf } from './cast.ts'
import { conversations, speakersOf } from './conversations.ts'
import { dayPlan } from './day-plan.ts'
import { readingOf } from './readings.ts'
import { busyAt, day, dayOf, drawn } from './rhythm.ts'
import type { Said } from './said.ts'

export interface LifeOptions {
  readonly seed: number
  /** Milliseconds since the epoch; the first second, and the first that is not lived any more. */
  readonly from: number
  readonly until: number
  /** Readings a second in the busiest hour; conversations, and what people and programs do, come besides. */
  readonly rate: number
  /** What happens besides, in the order of time. */
  readonly story?: readonly Said[]
}

/**
 * The town's life as records in the order of time. The same options give the same records, to the byte, and it matters not whether
 * a day is lived from its beginning.
 */
export function* live(things: readonly Thing[], { seed, from, until, rate, story = [] }: LifeOptions): Generator<Said> {
  const turns = [things.filter(isWired), things.filter(({ devEui }) => devEui !== undefined)] as const
  const cast = castOf(things)
  const speakers = speakersOf(things)
  const told = story.filter(({ time }) => time >= from && time < until)
  let next = 0
  let plan: readonly Said[] = []
  let planned = -1
  let at = 0
  for (let second = from; second < until; second += 1000) {
    const today = dayOf(second)
    if (today !== planned) {
      planned = today
      plan = dayPlan(cast, today, seededRandom(seed + Math.floor(today / day)))
      at = plan.findIndex(({ time }) => time >= second)
      if (at < 0) at = plan.length
    }
    const said = [...readings(turns, second, seed, rate), ...conversations(speakers, second, seed, rate)]
    for (; at < plan.length && (plan[at]?.time ?? 0) < second + 1000; at++) take(said, plan[at])
    for (; next < told.length && (told[next]?.time ?? 0) < second + 1000; next++) take(said, told[next])
    yield* said.sort((a, b) => a.time - b.time)
  }
}

function take(into: Said[], one: Said | undefined): void {
  if (one !== undefined) into.push(one)
}

/** The devices of one second: each has its turn, the next one where the last left off. */
function* readings(
  turns: readonly [wired: readonly Thing[], radio: readonly Thing[]],
  second: number,
  seed: number,
  rate: number,
): Generator<Said> {
  const wanted = rate * (0.3 + 0.7 * busyAt(second))
  const count = Math.floor(wanted) + (drawn(second, seed) < wanted % 1 ? 1 : 0)
  // Turns go by the clock: a run that begins later meets the same devices at the same moments.
  const first = Math.floor((second / 1000) * Math.max(1, rate))
  for (let n = 0; n < count; n++) {
    // Few works and many sensors: every other reading is of a work, so that neither drowns the other.
    const speaking = turns[(first + n) % 2 === 0 ? 0 : 1]
    const thing = speaking[(Math.floor((first + n) / 2) * 7919) % speaking.length]
    if (thing !== undefined && !isFaulty(thing, second, seed)) {
      yield readingOf(thing, second + Math.floor((n * 1000) / count), seed)
    }
  }
}

/** One device in 200 is out of order on any day. */
function isFaulty({ id }: Thing, time: number, seed: number): boolean {
  return drawn(`${id}/${Math.floor(time / day)}`, seed + 9) < 0.005
}

function isWired({ kind, id }: Thing): boolean {
  if (kind === 'rtu') return id.startsWith('reservoir')
  return ['signal-controller', 'pump', 'lighting-cabinet', 'mobile'].includes(kind)
}
