/** Speaks through a polite live region, at most once in `gap` milliseconds; what comes in between is replaced by the newest. */
export interface Announcer {
  announce(text: string): void
  stop(): void
}

interface Waiting {
  set(run: () => void, milliseconds: number): number
  clear(id: number): void
  now(): number
}

export function announcer(speak: (text: string) => void, gap: number, timer: Waiting): Announcer {
  let next: string | undefined
  let pending: number | undefined
  let last = Number.NEGATIVE_INFINITY
  const say = () => {
    pending = undefined
    if (next === undefined) return
    last = timer.now()
    speak(next)
    next = undefined
  }
  return {
    announce: (text) => {
      next = text
      if (pending !== undefined) return
      const wait = last + gap - timer.now()
      if (wait <= 0) say()
      else pending = timer.set(say, wait)
    },
    stop: () => {
      if (pending !== undefined) timer.clear(pending)
      pending = undefined
      next = undefined
    },
  }
}
