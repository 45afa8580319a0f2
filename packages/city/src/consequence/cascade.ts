import type { Compiled } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'

/** When nodes and groups are lost, in hours from now; only what is lost within the horizon is in it. */
export interface Cascade {
  /** node -> hour from which it supplies nothing */
  readonly down: HoursBy
  /** group -> hour at which too few of its suppliers were left */
  readonly lost: HoursBy
}

/**
 * Spreads losses over the groups: a group is lost at the (n - k + 1)-th smallest loss of its suppliers, and its dependent falls when
 * the group's buffer is empty and hands are not there, or are exhausted.
 *
 * Dijkstra's order in time, so rings of dependencies end. A node that fell stays down: it does not come back within the horizon.
 *
 * The answer holds until the next call on the same compiled city.
 *
 * @param seeds node -> hour of its loss
 * @param horizon hours; losses at or after it are outside
 */
export function cascade(of: Compiled, seeds: HoursBy, horizon: number): Cascade {
  const { supplies, spare, dependent, falls } = of
  const { down, lost, gone, queue } = of.scratch
  down.clear()
  lost.clear()
  gone.fill(0)
  queue.clear()
  for (const node of seeds.keys()) {
    const hour = seeds.hours[node] ?? Number.NaN
    if (hour < horizon) queue.push(hour, node)
  }
  for (let node = queue.pop(); node !== -1; node = queue.pop()) {
    if (!Number.isNaN(down.hours[node])) continue
    const hour = queue.hour()
    down.set(node, hour)
    const end = supplies.offset[node + 1] ?? 0
    for (let i = supplies.offset[node] ?? 0; i < end; i++) {
      const group = supplies.to[i] ?? 0
      const count = (gone[group] ?? 0) + 1
      gone[group] = count
      if (count !== (spare[group] ?? 0) + 1) continue
      lost.set(group, hour)
      const at = hour + (falls[group] ?? 0)
      const next = dependent[group] ?? 0
      if (at < horizon && Number.isNaN(down.hours[next])) queue.push(at, next)
    }
  }
  return { down, lost }
}
