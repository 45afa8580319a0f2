export interface Timer<Item> {
  readonly due: number
  readonly item: Item
}

/** What is due next comes first; equal times in the order they were set. */
export interface Timers<Item> {
  set(due: number, item: Item): void
  /** Takes the next timer that is due at `now`, or nothing. */
  next(now: number): Timer<Item> | undefined
  clear(): void
}

export function timers<Item>(): Timers<Item> {
  const heap: (Timer<Item> & { readonly order: number })[] = []
  let order = 0
  const before = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]]
    if (x === undefined || y === undefined) return false
    return x.due < y.due || (x.due === y.due && x.order < y.order)
  }
  const swap = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]]
    if (x === undefined || y === undefined) return
    heap[a] = y
    heap[b] = x
  }
  return {
    set: (due, item) => {
      heap.push({ due, item, order: order++ })
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!before(at, parent)) break
        swap(at, parent)
        at = parent
      }
    },
    next: (now) => {
      const [first] = heap
      if (first === undefined || first.due > now) return undefined
      swap(0, heap.length - 1)
      heap.pop()
      for (let at = 0; ; ) {
        let least = at
        if (before(2 * at + 1, least)) least = 2 * at + 1
        if (before(2 * at + 2, least)) least = 2 * at + 2
        if (least === at) break
        swap(at, least)
        at = least
      }
      return first
    },
    clear: () => {
      heap.length = 0
      order = 0
    },
  }
}
