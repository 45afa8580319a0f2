import type { EventLog, FrameDraft } from '@tocsin/store'
import type { ByteBudget } from './budget.ts'

export const appenderLimits = {
  groupBytes: 256 * 1024,
  groupFrames: 1000,
  /** A group that is not full waits this long for more, in milliseconds. */
  lingerMs: 10,
  /** How long a full log is left alone before it is tried again, in milliseconds. */
  retryMs: 1000,
  /** What a frame costs in memory beside its payload, so that a stream of empty lines is bounded too. */
  frameOverhead: 128,
} as const

/** Hands frames to the log in groups, without waiting for one to be durable before the next, and counts what is not yet. */
export interface Appender {
  add(draft: FrameDraft): void
  /** Bytes, with overhead, that are grouped or handed over and not yet durable. */
  readonly unacknowledged: number
  /** Who feeds must stop until `onRoom`: its own bound, the shared one, or a full log. */
  readonly full: boolean
  /** Hands over what is grouped so far, so that what the log is told next stands behind it. */
  flush(): void
  /** Resolves when every frame added so far is durable or lost. */
  settle(): Promise<void>
  /** Takes nothing more, and loses what was not handed to the log. */
  abandon(error?: Error): void
}

export interface AppenderOptions {
  readonly log: Pick<EventLog, 'append'>
  /** Shared by everything that receives. */
  readonly budget: ByteBudget
  /** Most unacknowledged bytes of this one. */
  readonly limit: number
  /** `lose`: the first group that cannot be appended ends it (HTTP answers). `retry`: a full log is waited for (TCP pushes back). */
  readonly whenLogFull: 'lose' | 'retry'
  /** May be called more often than needed. */
  readonly onRoom: () => void
  readonly onDurable?: (frames: number) => void
  /** Frames that are not in the log and will not be. */
  readonly onLost: (drafts: readonly FrameDraft[], error: unknown) => void
}

interface Group {
  readonly order: number
  readonly drafts: readonly FrameDraft[]
  readonly cost: number
}

export function appender(options: AppenderOptions): Appender {
  const { log, budget, limit } = options
  let drafts: FrameDraft[] = []
  let payload = 0
  let cost = 0
  let order = 0
  let unacknowledged = 0
  let parked: Group[] = []
  let ended = false
  let linger: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined
  let settled: (() => void)[] = []

  const flush = () => {
    clearTimeout(linger)
    linger = undefined
    if (drafts.length === 0) return
    const group = { order: order++, drafts, cost }
    drafts = []
    payload = 0
    cost = 0
    // after a group that waits, the ones behind it wait too: a sender's order holds
    if (parked.length > 0) parked.push(group)
    else send(group)
  }

  const send = async (group: Group) => {
    try {
      await log.append(group.drafts)
      release(group)
      options.onDurable?.(group.drafts.length)
    } catch (error) {
      if (!ended && options.whenLogFull === 'retry' && isLogFull(error)) park(group)
      else lose(group, error)
    }
    after()
  }

  const park = (group: Group) => {
    parked.push(group)
    retry ??= setTimeout(sendParked, appenderLimits.retryMs)
  }

  const sendParked = () => {
    retry = undefined
    const waiting = parked.sort((a, b) => a.order - b.order)
    parked = []
    for (const group of waiting) send(group)
  }

  const lose = (group: Group, error: unknown) => {
    release(group)
    options.onLost(group.drafts, error)
    if (!ended && options.whenLogFull === 'lose') close(error)
  }

  const release = (group: Group) => {
    unacknowledged -= group.cost
    budget.give(group.cost)
  }

  const after = () => {
    if (unacknowledged === 0) {
      const waiting = settled
      settled = []
      for (const resolve of waiting) resolve()
    }
    options.onRoom()
  }

  const close = (error: unknown) => {
    ended = true
    clearTimeout(linger)
    clearTimeout(retry)
    retry = undefined
    const waiting = parked
    parked = []
    for (const group of waiting) lose(group, error)
    if (drafts.length > 0) lose({ order: order++, drafts, cost }, error)
    drafts = []
    payload = 0
    cost = 0
    stopListening()
    after()
  }

  const stopListening = budget.onRoom(() => options.onRoom())

  return {
    get unacknowledged() {
      return unacknowledged
    },
    get full() {
      return !ended && (unacknowledged >= limit || budget.full || parked.length > 0)
    },
    add(draft) {
      if (ended) return
      const held = draft.payload.length + appenderLimits.frameOverhead
      drafts.push(draft)
      payload += draft.payload.length
      cost += held
      unacknowledged += held
      budget.take(held)
      if (payload >= appenderLimits.groupBytes || drafts.length >= appenderLimits.groupFrames) flush()
      else linger ??= setTimeout(flush, appenderLimits.lingerMs)
    },
    flush,
    settle() {
      flush()
      if (unacknowledged === 0) return Promise.resolve()
      return new Promise((resolve) => settled.push(resolve))
    },
    abandon(error = new Error('abandoned')) {
      if (!ended) close(error)
    },
  }
}

/** What the log throws where the disk has no room for it; it will take frames again once there is. */
export function isLogFull(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'log-full'
}
