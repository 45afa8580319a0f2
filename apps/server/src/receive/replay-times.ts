/** Microseconds between ticks. */
export const tickEvery = 1_000_000
/** Records at the start of a file that are held until one of them has a time. */
export const heldRecords = { count: 1000, bytes: 1024 * 1024 } as const

export interface ReplayTimes {
  /** @param time the record's own time in microseconds since the epoch */
  take(payload: Uint8Array, time: number | undefined): void
  end(): void
}

export interface ReplayTimesOut {
  record(payload: Uint8Array, received: number): void
  tick(received: number): void
}

/**
 * Says when each record of a file was received, and when time passed.
 *
 * `received` is the record's own time; without one, the previous record's. A file may go back in time, and `received` goes
 * back with it. Records before the first that has a time get that time. A tick stands before the first record, and before
 * each that lies a second or more after the last tick: stream time never goes back.
 *
 * @param fallback microseconds since the epoch, for a file whose first records have no time
 */
export function replayTimes(fallback: number, out: ReplayTimesOut): ReplayTimes {
  let held: Uint8Array[] | undefined = []
  let heldBytes = 0
  let received = 0
  let ticked = -tickEvery

  const give = (payload: Uint8Array) => {
    if (received - ticked >= tickEvery) {
      out.tick(received)
      ticked = received
    }
    out.record(payload, received)
  }

  const begin = (first: number) => {
    received = first
    const waiting = held ?? []
    held = undefined
    for (const payload of waiting) give(payload)
  }

  return {
    take(payload, time) {
      if (held !== undefined && time === undefined) {
        held.push(payload)
        heldBytes += payload.length
        if (held.length >= heldRecords.count || heldBytes >= heldRecords.bytes) begin(fallback)
        return
      }
      if (held !== undefined && time !== undefined) begin(time)
      received = time ?? received
      give(payload)
    },
    end() {
      if (held !== undefined) begin(fallback)
    },
  }
}
