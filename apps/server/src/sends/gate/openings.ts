import { everything, type StateStore } from '@tocsin/store'
import type { SentOrder } from '../sent.ts'
import { coversOrder, type Opening, stands } from './opening.ts'
import { addOpening, endOpenings, standingOpenings } from './openings.repository.ts'

/** What owners opened, as it stands. */
export interface Openings {
  covers(zone: string, order: SentOrder): boolean
  /** Those that stand now. */
  all(): readonly Opening[]
  /** Durable when it resolves, and open only then. */
  open(opening: Opening): Promise<void>
  /** Closed at once, and durable when it resolves. */
  end(ids: readonly string[], who: string): Promise<void>
  close(): void
}

/** A timer takes no longer wait (Node, `setTimeout`). */
const longestTimer = 2 ** 31 - 1

/** @param moved hears that something was opened, closed, or that its time is up */
export async function openOpenings(state: StateStore, now: () => number, moved: () => void): Promise<Openings> {
  let kept = await standingOpenings(state, everything)
  let timer: NodeJS.Timeout | undefined

  const all = () => kept.filter((one) => stands(one, now()))
  const changed = () => {
    clearTimeout(timer)
    kept = kept.filter(({ until }) => until > now())
    const next = Math.min(...kept.map(({ until }) => until))
    if (Number.isFinite(next)) {
      timer = setTimeout(changed, Math.min(longestTimer, Math.max(1, next - now()))).unref()
    }
    moved()
  }
  changed()

  return {
    all,
    covers: (zone, order) => kept.some((one) => one.zone === zone && stands(one, now()) && coversOrder(one, order)),
    open: async (opening) => {
      await state.transact([addOpening(opening)])
      kept = [...kept, opening]
      changed()
    },
    end: async (ids, who) => {
      const ended = new Set(ids)
      kept = kept.filter(({ id }) => !ended.has(id))
      changed()
      await state.transact(endOpenings(ids, who, now()))
    },
    close: () => clearTimeout(timer),
  }
}
