import type { Clock } from '@tocsin/kit'

/** Remembers what was read for seconds, and forgets all of it at once. */
export interface BriefCache<Value> {
  get(key: string): Value | undefined
  /**
   * Call before reading; the returned function keeps what was read. It keeps nothing when `forget` came in between:
   * a read that began before a revocation must not outlive it.
   */
  reading(key: string): (value: Value) => void
  forget(): void
}

export function briefCache<Value>(clock: Clock, milliseconds: number, size: number): BriefCache<Value> {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>()
  let generation = 0
  return {
    get: (key) => {
      const found = kept.get(key)
      if (found === undefined) return undefined
      if (clock.now() < found.until) return found.value
      kept.delete(key)
      return undefined
    },
    reading: (key) => {
      const began = generation
      return (value) => {
        if (began !== generation) return
        if (kept.size >= size) kept.clear()
        kept.set(key, { value, until: clock.now() + milliseconds })
      }
    },
    forget: () => {
      generation++
      kept.clear()
    },
  }
}
