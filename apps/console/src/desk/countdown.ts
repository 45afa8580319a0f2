/** Counts a time down that can be held: what is left when it is held is left when it goes on. */
export interface Countdown {
  hold(): void
  go(): void
  stop(): void
}

interface Timer {
  set(run: () => void, milliseconds: number): number
  clear(id: number): void
  now(): number
}

/** Starts at once. */
export function countdown(milliseconds: number, over: () => void, timer: Timer): Countdown {
  let left = milliseconds
  let since = 0
  let running: number | undefined
  const hold = () => {
    if (running === undefined) return
    timer.clear(running)
    running = undefined
    left -= timer.now() - since
  }
  const go = () => {
    if (running !== undefined) return
    since = timer.now()
    running = timer.set(over, Math.max(0, left))
  }
  go()
  return { hold, go, stop: hold }
}
