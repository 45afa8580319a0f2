import type { Overview } from './shapes.ts'

export interface Stretch {
  readonly from: number
  readonly to: number
  readonly events: number
}

export type Bar = Stretch

/** Pixels that a bar has at least: what is thinner is not seen, and cannot be met by a finger. */
const thinnest = 3

/** Bars without gaps over the whole time, as many as there is room for; neighbours are joined where there are more. */
export function barsIn({ seconds, time: [from, to], bars }: Overview['histogram'], width: number): readonly Bar[] {
  if (bars.length === 0 || to <= from) return []
  const room = Math.max(1, Math.floor(width / thinnest))
  const step = seconds * 1000 * Math.max(1, Math.ceil((to - from) / (seconds * 1000) / room))
  const first = Math.floor(from / step)
  const count = Math.min(room + 2, Math.max(1, Math.ceil(to / step) - first))
  const events = new Array<number>(count).fill(0)
  for (const [start, n] of bars) {
    const at = Math.min(count - 1, Math.max(0, Math.floor(start / step) - first))
    events[at] = (events[at] ?? 0) + n
  }
  return events.map((n, i) => ({
    from: Math.max(from, (first + i) * step),
    to: Math.min(to, (first + i + 1) * step),
    events: n,
  }))
}

/** The number of the bar at a place; the nearest where the place is outside. */
export function barUnder(bars: readonly Bar[], place: number, x: (time: number) => number): number {
  const at = bars.findIndex((bar) => place < x(bar.to))
  return at < 0 ? bars.length - 1 : at
}

/** From one bar to another, whichever is the earlier. */
export function stretchOf(bars: readonly Bar[], a: number, b: number): Stretch | undefined {
  const between = bars.slice(Math.min(a, b), Math.max(a, b) + 1)
  const [first, last] = [between[0], between.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return { from: first.from, to: last.to, events: between.reduce((sum, { events }) => sum + events, 0) }
}
