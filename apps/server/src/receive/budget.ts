/** A bound on bytes that several holders share. Taking is never refused: who takes looks at `full` first, and stops reading. */
export interface ByteBudget {
  readonly limit: number
  readonly held: number
  readonly full: boolean
  take(bytes: number): void
  give(bytes: number): void
  /** Calls back each time that bytes were given and there is room. @returns takes the listener away */
  onRoom(listener: () => void): () => void
}

export function byteBudget(limit: number): ByteBudget {
  const listeners = new Set<() => void>()
  let held = 0
  return {
    limit,
    get held() {
      return held
    },
    get full() {
      return held >= limit
    },
    take(bytes) {
      held += bytes
    },
    give(bytes) {
      held -= bytes
      // a copy: who is woken may leave or come
      for (const listener of [...listeners]) {
        if (held >= limit) return
        listener()
      }
    },
    onRoom(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
