import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How often the heap is looked at, in milliseconds. */
const every = 1000
/** Bytes that may lie about, at least, and as a share of what is in use. */
const loose = { bytes: 128 * 1024 * 1024, share: 0.15 } as const
/** Bytes in use from which V8 itself is to collect after each seventh more, within one long task too. */
const large = 256 * 1024 * 1024

/** The heap of a thread. */
export interface Heap {
  /** Bytes, with what is garbage and was not collected yet. */
  used(): number
  collect(): void
  /** Lets V8 collect after each seventh more from here on. */
  collectOften(): void
}

/** The heap of this thread. Nothing where V8 cannot be told to collect. */
export function ownHeap(): Heap | undefined {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect !== 'function') return undefined
  return {
    used: () => getHeapStatistics().used_heap_size,
    collect: () => void collect(),
    collectOften: () => setFlagsFromString('--heap-growing-percent=15'),
  }
}

/**
 * Keeps the heap of this thread near what is in use. V8 collects when a heap has grown by a factor; of a city of half a million
 * assets that is more than all the rest of Tocsin takes. Collecting holds this thread alone, for a second at that size.
 *
 * @returns the way to stop
 */
export function tidyHeap(heap = ownHeap()): () => void {
  if (heap === undefined) return () => undefined
  let inUse = heap.used()
  let often = false
  const timer = setInterval(() => {
    const used = heap.used()
    // What V8 collected by itself is the new measure.
    inUse = Math.min(inUse, used)
    if (!often && inUse > large) {
      often = true
      heap.collectOften()
    }
    if (used - inUse < Math.max(loose.bytes, inUse * loose.share)) return
    heap.collect()
    inUse = heap.used()
  }, every)
  timer.unref()
  return () => clearInterval(timer)
}
