import type { Clock } from '@tocsin/kit'

/** Which sessions proved their person in the last minutes: what changes how somebody signs in asks for one of these. */
export interface Freshness {
  proved(session: string): void
  isFresh(session: string): boolean
}

/** Milliseconds. */
export const freshFor = 10 * 60_000

/** In memory: after a restart everybody proves themselves again. */
export function freshnessOf(clock: Clock): Freshness {
  const until = new Map<string, number>()
  return {
    proved: (session) => {
      const now = clock.now()
      for (const [known, end] of until) if (end <= now) until.delete(known)
      until.set(session, now + freshFor)
    },
    isFresh: (session) => (until.get(session) ?? 0) > clock.now(),
  }
}
