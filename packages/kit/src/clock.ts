/** Time as it is passed into code: milliseconds since 1970-01-01T00:00:00Z, with fractions where the system gives them. */
export interface Clock {
  now(): number
}

export interface ManualClock extends Clock {
  advance(milliseconds: number): void
  set(milliseconds: number): void
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock for tests: it stands still until it is told to move. */
export function manualClock(start = 0): ManualClock {
  let now = start
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds
    },
    set: (milliseconds) => {
      now = milliseconds
    },
  }
}
