import type { EventLog, FrameDraft } from '@tocsin/store'
import type { ByteBudget } from './budget.ts'
import { IngestBusy, InputRefused } from './input-refused.ts'

export const keyedLimits = {
  /** Bytes of a body after decompression. */
  bytes: 32 * 1024 * 1024,
  /** Frames of a body: a line of one byte costs a hundred in memory. */
  frames: 200_000,
  frameOverhead: 128,
} as const

/** A body that is appended whole or not at all, and once: it is held until its end. */
export interface KeyedBody {
  add(draft: FrameDraft): void
  /** @param bytes decoded so far */
  check(bytes: number): void
  append(): Promise<{ readonly frames: number; readonly repeated: boolean }>
  /** Gives back what is held; may be called at any time and more than once. */
  drop(): void
}

/**
 * @param budget of all bodies that are held; not the budget of what waits for the log, which empties by itself, while
 * these wait for slow senders
 * @throws InputRefused, IngestBusy from `check`
 */
export function keyedBody(log: Pick<EventLog, 'append'>, budget: ByteBudget, key: string): KeyedBody {
  let drafts: FrameDraft[] = []
  let cost = 0
  let dropped = false
  const drop = () => {
    dropped = true
    budget.give(cost)
    cost = 0
    drafts = []
  }
  return {
    add(draft) {
      if (dropped) return
      const held = draft.payload.length + keyedLimits.frameOverhead
      drafts.push(draft)
      cost += held
      budget.take(held)
    },
    check(bytes) {
      if (bytes > keyedLimits.bytes || drafts.length > keyedLimits.frames) {
        throw new InputRefused('keyed-body-too-large', keyedLimits.bytes)
      }
      if (budget.held > budget.limit)
        throw new IngestBusy('Too many bodies with an Idempotency-Key are being sent at once')
    },
    async append() {
      // what was given up must not claim the key
      if (dropped) throw new InputRefused('aborted', 0)
      try {
        return await log.append(drafts, key)
      } finally {
        drop()
      }
    },
    drop,
  }
}
