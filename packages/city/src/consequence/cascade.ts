import type { Compiled } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'
import { downAfter } from './phases.ts'

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
  const { down, lost } = of.scratch
  down.clear()
  lost.clear()
  const gone = new Int32Array(of.groups.length)
  const queue = timeQueue()
  for (const node of seeds.keys()) {
    const hour = seeds.get(node)
    if (hour !== undefined && hour < horizon) queue.push(hour, node)
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [hour, node] = next
    if (down.get(node) !== undefined) continue
    down.set(node, hour)
    const end = of.supplies.offset[node + 1] ?? 0
    for (let i = of.supplies.offset[node] ?? 0; i < end; i++) {
      const group = of.supplies.to[i] ?? 0
      const count = (gone[group] ?? 0) + 1
      gone[group] = count
      const phases = of.phases[group]
      if (phases === undefined || count !== (of.spare[group] ?? 0) + 1) continue
      lost.set(group, hour)
      const falls = hour + downAfter(phases)
      const dependent = of.dependent[group] ?? 0
      if (falls < horizon && down.get(dependent) === undefined) queue.push(falls, dependent)
    }
  }
  return { down, lost }
}

/** Pairs in the order of hours: what happens at the present hour waits in a stack, the rest in a binary heap. */
function timeQueue() {
  const hours: number[] = []
  const nodes: number[] = []
  const present: number[] = []
  let hour = 0
  return { push, pop }

  function push(at: number, node: number): void {
    if (at === hour) {
      present.push(node)
      return
    }
    let i = hours.length
    hours.push(at)
    nodes.push(node)
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = hours[parent] ?? 0
      if (above <= at) break
      hours[i] = above
      nodes[i] = nodes[parent] ?? 0
      i = parent
    }
    hours[i] = at
    nodes[i] = node
  }

  function pop(): readonly [hour: number, node: number] | undefined {
    const now = present.pop()
    if (now !== undefined) return [hour, now]
    const at = hours[0]
    const node = nodes[0]
    if (at === undefined || node === undefined) return undefined
    const last = hours.pop() ?? 0
    const lastNode = nodes.pop() ?? 0
    if (hours.length > 0) sink(last, lastNode)
    hour = at
    return [at, node]
  }

  function sink(at: number, node: number): void {
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= hours.length) break
      if (child + 1 < hours.length && (hours[child + 1] ?? 0) < (hours[child] ?? 0)) child++
      const below = hours[child] ?? 0
      if (below >= at) break
      hours[i] = below
      nodes[i] = nodes[child] ?? 0
      i = child
    }
    hours[i] = at
    nodes[i] = node
  }
}
