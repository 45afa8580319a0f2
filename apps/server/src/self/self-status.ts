import type { SelfWatch } from './self-watch.ts'

/** What `/api/status` says of Tocsin itself: the figures of `/metrics`, and the troubles that stand. */
export function selfStatus(self: Pick<SelfWatch, 'figures' | 'troubles'>) {
  return { self: self.figures() ?? null, troubles: self.troubles() }
}
