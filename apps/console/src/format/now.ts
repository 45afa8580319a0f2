import { useSyncExternalStore } from 'react'

const step = 15_000
let now = Date.now()
const readers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** The time, renewed every 15 s for everything on the screen at once; one timer, and none while nobody reads. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(renew: () => void): () => void {
  readers.add(renew)
  timer ??= setInterval(tell, step)
  return () => {
    readers.delete(renew)
    if (readers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tell(): void {
  now = Date.now()
  for (const renew of readers) renew()
}
