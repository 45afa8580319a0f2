/** Nodes in the order of hours. */
export interface TimeQueue {
  /** @param at not before the hour of what was taken out last */
  push(at: number, node: number): void
  /** The next node, -1 where there is none. */
  pop(): number
  /** The hour of the node that was taken out last. */
  hour(): number
  clear(): void
}

/**
 * What happens at the present hour waits in a stack, the rest in a binary heap. Both lie in flat arrays that stay from one use to
 * the next: a city that falls as a whole makes nothing for the collector.
 */
export function timeQueue(): TimeQueue {
  let present = new Int32Array(1024)
  let [waiting, size, hour] = [0, 0, 0]
  let hours = new Float64Array(1024)
  let nodes = new Int32Array(1024)
  return { push, pop, hour: () => hour, clear }

  function clear(): void {
    waiting = 0
    size = 0
    hour = 0
  }

  function push(at: number, node: number): void {
    if (at === hour) {
      if (waiting === present.length) present = doubled(present, new Int32Array(waiting * 2))
      present[waiting++] = node
      return
    }
    if (size === hours.length) {
      hours = doubled(hours, new Float64Array(size * 2))
      nodes = doubled(nodes, new Int32Array(size * 2))
    }
    let i = size++
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

  function pop(): number {
    if (waiting > 0) return present[--waiting] ?? -1
    if (size === 0) return -1
    const node = nodes[0] ?? -1
    hour = hours[0] ?? 0
    size--
    if (size > 0) sink(hours[size] ?? 0, nodes[size] ?? 0)
    return node
  }

  function sink(at: number, node: number): void {
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && (hours[child + 1] ?? 0) < (hours[child] ?? 0)) child++
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

function doubled<Words extends Int32Array | Float64Array>(from: Words, into: Words): Words {
  into.set(from)
  return into
}
