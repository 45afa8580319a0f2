/** How long to wait before the next try, in milliseconds: doubled with each failure, with a share of chance. */
export interface BackOff {
  /** The next wait; longer with each call. */
  next(): number
  /** It went well: the next failure is the first one again. */
  reset(): void
}

export function backOff(chance: () => number, { first = 1000, most = 300_000 } = {}): BackOff {
  let wait = first
  return {
    next() {
      const now = wait
      wait = Math.min(most, wait * 2)
      // Many who failed together must not come back together.
      return Math.round(now * (0.75 + chance() / 2))
    },
    reset() {
      wait = first
    },
  }
}

/** A wait that can be ended early. */
export function nap(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
