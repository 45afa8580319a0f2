/** How much room there is, and how much of it is taken, in bytes. */
export interface Room {
  readonly size: number
  readonly used: number
}

export interface DiskPlan {
  /** Shares of the room: where the oldest raw goes, and where acknowledgement stops. */
  readonly shedAt: number
  readonly stopAt: number
}

export type DiskState = 'well' | 'shedding' | 'stopped'

/** Room regained before what was begun ends again, as a share: so that the state does not flicker. */
const calm = 0.02

/** What the plan says to do about the room there is. */
export function diskState({ size, used }: Room, { shedAt, stopAt }: DiskPlan, before: DiskState): DiskState {
  const share = size === 0 ? 0 : used / size
  if (share >= stopAt || (before === 'stopped' && share >= stopAt - calm)) return 'stopped'
  if (share >= shedAt || (before !== 'well' && share >= shedAt - calm)) return 'shedding'
  return 'well'
}

/** Bytes of raw that must go to come back under the plan; 0 where none. */
export function bytesToShed({ size, used }: Room, { shedAt }: DiskPlan, state: DiskState): number {
  return state === 'well' ? 0 : Math.max(0, Math.ceil(used - size * (shedAt - calm)))
}

/** What was taken at the end of an hour since the epoch. */
export interface HourUsed {
  readonly hour: number
  readonly used: number
}

const hourMillis = 3_600_000

/**
 * When the room is full at the growth of the last days, in milliseconds since the epoch; nothing where it does not grow, or where
 * less than three hours are known. A line of least squares through what was used at the end of each hour.
 */
export function fullOn({ size }: Room, hours: readonly HourUsed[], now: number): number | undefined {
  const [n, first] = [hours.length, hours[0]?.hour ?? 0]
  const last = hours.at(-1)
  if (n < 3 || last === undefined) return undefined
  const meanX = hours.reduce((sum, { hour }) => sum + hour - first, 0) / n
  const meanY = hours.reduce((sum, { used }) => sum + used, 0) / n
  let [above, below] = [0, 0]
  for (const { hour, used } of hours) {
    above += (hour - first - meanX) * (used - meanY)
    below += (hour - first - meanX) ** 2
  }
  const perHour = below === 0 ? 0 : above / below
  if (perHour <= 0) return undefined
  const at = now + (Math.max(0, size - last.used) / perHour) * hourMillis
  // Beyond a century it says nothing.
  return at - now > 100 * 365.25 * 24 * hourMillis ? undefined : at
}
