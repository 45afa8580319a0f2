import type { EventStore } from '@tocsin/store'

/** How often the store looks for closed hours, in milliseconds. */
const every = 60_000

/** The store's own housekeeping, from time to time. */
export interface Tending {
  /** Why the last round failed, if it did; the next one tries again. */
  failure(): string | undefined
  stop(): void
}

/** Moves closed hours of events into parts, one round after another. */
export function tendParts(events: Pick<EventStore, 'tend'>, now: () => number): Tending {
  let failure: string | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const round = async () => {
    try {
      await events.tend(now())
      failure = undefined
    } catch (error) {
      if (!stopped)
        failure = `Closed hours cannot be moved into parts: ${error instanceof Error ? error.message : error}`
    }
    if (!stopped) timer = setTimeout(round, every)
  }
  timer = setTimeout(round, every)
  return {
    failure: () => failure,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
