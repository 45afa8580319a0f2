import type { QueryRow, Scope, Where } from '@tocsin/store'
import type { Engine } from '../engine.ts'
import { startThread, type Thread } from '../threads/start-thread.ts'
import type { TailHandlers, TailStart } from '../threads/tail.ts'
import type { StoredRows } from './stored-rows.ts'

/** Events as they are stored, for whoever watches. Costs nothing while nobody does: no thread runs and no row is copied. */
export interface TailDesk {
  /**
   * @throws TocsinError `bad-query` where events cannot be held against the condition
   * @returns how to stop
   */
  watch(wish: TailWish, viewer: TailViewer): Promise<() => void>
  close(): Promise<void>
}

export interface TailWish {
  /** Absent: every event. */
  readonly where: Where | undefined
  readonly scope: Scope
}

export interface TailArrived {
  readonly events: readonly QueryRow[]
  /** Events that may have answered and are not shown, because too many came at once. */
  readonly dropped: number
}

export interface TailViewer {
  arrived(arrived: TailArrived): void
  /** Nothing more comes: what holds the events against conditions is gone. */
  ended(): void
}

/** Bytes that may wait for the thread: past it whole hand-overs are counted and dropped. */
const mostWaiting = 16 * 1024 * 1024

export function tailDesk(
  engine: Pick<Engine, 'onStored'> & {
    readonly watchStore: (wanted: boolean) => Promise<void>
    readonly dataDir: string
  },
  start: (failed: () => void) => Promise<Thread<TailHandlers>> = (failed) =>
    startThread<TailHandlers>('./tail.js', { dataDir: engine.dataDir } satisfies TailStart, [], failed),
): TailDesk {
  const viewers = new Map<number, TailViewer>()
  let thread: Promise<Thread<TailHandlers>> | undefined
  let stopHearing = () => {}
  let next = 0
  let waiting = 0

  const tellAll = (dropped: number) => {
    for (const viewer of viewers.values()) viewer.arrived({ events: [], dropped })
  }

  const take = async (stored: StoredRows) => {
    const bytes = stored.rows.byteLength
    if (thread === undefined) return
    if (waiting + bytes > mostWaiting) return tellAll(stored.events + stored.left)
    waiting += bytes
    try {
      const arrived = await (await thread).call('take', stored)
      for (const { viewer, events, dropped } of arrived) viewers.get(viewer)?.arrived({ events, dropped })
    } catch {
      tellAll(stored.events + stored.left)
    } finally {
      waiting -= bytes
    }
  }

  const broken = () => {
    const watching = [...viewers.values()]
    viewers.clear()
    void shut()
    for (const viewer of watching) viewer.ended()
  }

  const open = (): Promise<Thread<TailHandlers>> => {
    if (thread === undefined) {
      thread = start(broken)
      waiting = 0
      stopHearing = engine.onStored((stored) => void take(stored))
    }
    return thread
  }

  const shut = async () => {
    const ending = thread
    thread = undefined
    stopHearing()
    await engine.watchStore(false).catch(() => undefined)
    await ending?.then(
      (one) => one.terminate(),
      () => undefined,
    )
  }

  const remove = async (viewer: number) => {
    if (!viewers.delete(viewer)) return
    if (viewers.size === 0) await shut()
    else await (await thread)?.call('remove', viewer)
  }

  return {
    watch: async ({ where, scope }, watching) => {
      const viewer = next++
      viewers.set(viewer, watching)
      try {
        await (await open()).call('add', viewer, where, scope)
        await engine.watchStore(true)
      } catch (error) {
        await remove(viewer)
        throw error
      }
      return () => void remove(viewer).catch(() => undefined)
    },
    close: async () => {
      viewers.clear()
      if (thread !== undefined) await shut()
    },
  }
}
