/** A linear scale of time over pixels. */
export interface TimeScale {
  readonly from: number
  readonly to: number
  /** Pixels from the left for a moment. */
  x(time: number): number
  /** Round moments, at most one in `apart` pixels. */
  ticks(apart: number): readonly number[]
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365, 1825].map((n) => n * day),
]

/**
 * A scale over [first, last] with room at both ends; a single moment gets a minute around it.
 *
 * @param share of the span that is left free at each end
 * @param zone minutes that local time is ahead of UTC, so that ticks of hours and days fall on the reader's own
 */
export function timeScale(first: number, last: number, left: number, right: number, zone = 0, share = 0.04): TimeScale {
  const room = Math.max((last - first) * share, first === last ? 30 * second : 0)
  const from = first - room
  const to = last + room
  const width = Math.max(1, right - left)
  const shift = zone * minute
  return {
    from,
    to,
    x: (time) => left + ((time - from) / (to - from)) * width,
    ticks: (apart) => {
      const most = Math.max(1, Math.floor(width / apart))
      const step = steps.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most)
      const start = Math.ceil((from + shift) / step) * step - shift
      const count = Math.max(0, Math.floor((to - start) / step) + 1)
      return Array.from({ length: Math.min(count, 200) }, (_, index) => start + index * step)
    },
  }
}
