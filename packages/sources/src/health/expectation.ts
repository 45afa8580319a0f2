const hourMillis = 3_600_000
const week = 168
/** How much one more week changes what is expected of an hour. */
const share = 0.3

/** How much a source sends, learnt by hour of the week (UTC): 168 numbers, whatever it sends. */
export interface Expectation {
  /** Events an hour, by hour of the week from Monday 00:00 UTC; null where that hour was never watched whole. */
  readonly slots: (number | null)[]
  /** Events of the last such hour that was watched whole; null where none was, or where it lies more than a week back. */
  readonly actual: (number | null)[]
  /** The hour that is being counted, in hours since the epoch. */
  hour: number
  /** Events in it so far. */
  count: number
  /** Whether that hour was watched from its beginning. */
  whole: boolean
  /** Events of the last hour that was watched whole. */
  last: number | null
}

export function expectation(now: number): Expectation {
  return {
    slots: new Array<number | null>(week).fill(null),
    actual: new Array<number | null>(week).fill(null),
    hour: Math.floor(now / hourMillis),
    count: 0,
    whole: false,
    last: null,
  }
}

/** Time passes: hours that ended are learnt. An hour that was not watched from its beginning teaches nothing. */
export function pass(learnt: Expectation, now: number): void {
  const hour = Math.floor(now / hourMillis)
  if (hour <= learnt.hour) return
  // Of the same hour a week ago nothing is told any more.
  for (let over = Math.max(learnt.hour, hour - week); over < hour; over++) learnt.actual[slotOf(over)] = null
  if (learnt.whole) learn(learnt, learnt.hour, learnt.count)
  // A source that is quiet for longer than a week teaches one week of silence.
  const from = Math.max(learnt.hour + 1, hour - week)
  for (let quiet = from; quiet < hour; quiet++) learn(learnt, quiet, 0)
  learnt.hour = hour
  learnt.count = 0
  learnt.whole = true
}

/** After a restart: the hours in which nobody watched teach nothing, nor does the one that is under way. */
export function resume(learnt: Expectation, now: number): void {
  const hour = Math.floor(now / hourMillis)
  for (let over = Math.max(learnt.hour, hour - week); over < hour; over++) learnt.actual[slotOf(over)] = null
  learnt.hour = hour
  learnt.count = 0
  learnt.whole = false
}

/** Events an hour that are usual at a moment; nothing before any hour of the day was watched whole. */
export function usualAt(learnt: Expectation, now: number): number | undefined {
  const slot = slotOf(Math.floor(now / hourMillis))
  const own = learnt.slots[slot]
  if (own !== null && own !== undefined) return own
  const sameHour = learnt.slots.filter((value, at): value is number => value !== null && at % 24 === slot % 24)
  if (sameHour.length > 0) return mean(sameHour)
  const any = learnt.slots.filter((value) => value !== null)
  return any.length > 0 ? mean(any) : undefined
}

/** How many hours of the week are known. */
export function hoursLearnt({ slots }: Expectation): number {
  return slots.filter((value) => value !== null).length
}

function learn(learnt: Expectation, hour: number, count: number): void {
  const slot = slotOf(hour)
  const before = learnt.slots[slot]
  learnt.slots[slot] =
    before === null || before === undefined ? count : Math.round(before * (1 - share) + count * share)
  learnt.actual[slot] = count
  learnt.last = count
}

/** The hour of the week, from Monday 00:00 UTC; the epoch began on a Thursday. */
export function slotOf(hour: number): number {
  return (((hour + 72) % week) + week) % week
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
