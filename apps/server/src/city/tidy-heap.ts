import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How often the heap is looked at, in milliseconds. */
const every = 1000
/** Bytes that may lie about, at least, and as a share of what is in use. */
const loose = { bytes: 192 * 1024 * 1024, share: 0.2 } as const
/** Bytes in use from which V8 itself is to collect after each quarter more, within one long task too. */
const large = 256 * 1024 * 1024

/**
 * Keeps the heap of this thread near what is in use. V8 collects when a heap has grown by a factor; of a city of half a million
 * assets that is more than all the rest of Tocsin takes. Collecting holds this thread alone, for a second at that size.
 *
 * @returns the way to stop
 */
export function tidyHeap(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect !== 'function') return () => undefined
  let inUse = getHeapStatistics().used_heap_size
  const timer = setInterval(() => {
    const used = getHeapStatistics().used_heap_size
    // What V8 collected by itself is the new measure.
    inUse = Math.min(inUse, used)
    if (inUse > large) setFlagsFromString('--heap-growing-percent=25')
    if (used - inUse < Math.max(loose.bytes, inUse * loose.share)) return
    collect()
    inUse = getHeapStatistics().used_heap_size
  }, every)
  timer.unref()
  return () => clearInterval(timer)
}
