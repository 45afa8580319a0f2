import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** How a thread is: how long its event loop kept anybody waiting, of late, and what it holds. */
export interface Vitals {
  /** Milliseconds past due of the loop's timers over the last 5 to 10 s: what a message waits while the thread is busy. */
  readonly loop: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Share of the last 5 to 10 s in which the loop was busy, 0 to 1. */
  readonly busy: number
  /** Bytes of JavaScript objects. */
  readonly heap: number
}

/** Milliseconds between two looks at the loop; a delay below it is not seen, and costs nothing to look for. */
const resolution = 20
const windowMillis = 5000

/** Begins to watch this thread's event loop. Costs one timer of 20 ms. */
export function watchVitals(): () => Vitals {
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  let from = performance.eventLoopUtilization()
  let began = performance.now()
  let before: Pick<Vitals, 'loop' | 'busy'> = { loop: { p50: 0, p99: 0, max: 0 }, busy: 0 }
  return () => {
    // The histogram counts the timer's own interval as delay.
    const late = (nanoseconds: number) =>
      Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - resolution) : 0
    const now: Pick<Vitals, 'loop' | 'busy'> = {
      loop: { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) },
      busy: performance.eventLoopUtilization(from).utilization,
    }
    const answer = {
      loop: {
        p50: Math.max(now.loop.p50, before.loop.p50),
        p99: Math.max(now.loop.p99, before.loop.p99),
        max: Math.max(now.loop.max, before.loop.max),
      },
      busy: Math.max(now.busy, before.busy),
      heap: process.memoryUsage().heapUsed,
    }
    if (performance.now() - began >= windowMillis) {
      before = now
      delay.reset()
      from = performance.eventLoopUtilization()
      began = performance.now()
    }
    return answer
  }
}
