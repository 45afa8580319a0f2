import { parentPort, workerData } from 'node:worker_threads'
import { remote, serve } from '@tocsin/kit'
import type { ConnectionHealth } from '@tocsin/sources'
import type { ConnectStart, HouseHandlers, Started } from '../connect/connect-messages.ts'
import type { Driver } from '../connect/driver.ts'
import { openDriver } from '../connect/open-driver.ts'
import { openDialer } from '../sends/gate/dial.ts'
import type { Sent } from '../sends/sent.ts'

// Files on slow disks, brokers and servers of others: what they do to this thread, they do to nothing else.
const start = workerData as ConnectStart
const main = parentPort
if (main === null) throw new Error('the connect thread runs in a worker')

const house = remote<HouseHandlers>(start.house)
const drivers = new Map<string, Driver>()
const closed = new AbortController()
/** How long a full log is left alone, in milliseconds. */
const retryMs = 1000

/** What was sent and not told yet: told together, since an acknowledgement goes out for each message. */
let waiting: Sent[] = []
const mostWaiting = 5000
const tellSent = () => {
  if (waiting.length === 0) return
  const all = waiting
  waiting = []
  void house('sent', all).catch(() => undefined)
}
setInterval(tellSent, 2000).unref()
const note = (sent: Sent) => {
  waiting.push(sent)
  if (waiting.length >= mostWaiting) tellSent()
}

const dialer = openDialer({ admit: (attempt) => house('admit', attempt), sent: note })
let movement = new AbortController()

export const connectHandlers = {
  begin: (one: Started): void => {
    if (drivers.has(one.id)) throw new Error(`${one.id} runs already`)
    const { source } = one.connection
    const order = { kind: 'connection', id: one.id } as const
    const ended = new AbortController()
    const driver = openDriver(
      {
        id: one.id,
        secret: one.secret,
        positions: new Map(one.positions),
        now: Date.now,
        append: async (batch) => {
          for (;;) {
            if (closed.signal.aborted || ended.signal.aborted) throw new Error('the connection is being closed')
            try {
              return await house('append', batch)
            } catch (error) {
              // Nothing is lost by waiting: what is followed stays where it is until it is acknowledged.
              if ((error as { code?: unknown }).code !== 'log-full') throw error
              await new Promise((again) => setTimeout(again, retryMs))
            }
          }
        },
        keep: (positions) => house('keep', one.id, [...positions]),
        dial: (to) => dialer.dial({ ...to, order }),
        moved: () => movement.signal,
        sent: (what) => note({ ...what, order }),
        refused: (what) => void house('refused', { source, ...what }),
      },
      one.connection,
      start,
    )
    drivers.set(one.id, {
      health: driver.health,
      close: () => {
        ended.abort()
        return driver.close()
      },
    })
  },

  /** Resolves when it has kept where it stands. */
  end: async (id: string): Promise<void> => {
    const driver = drivers.get(id)
    drivers.delete(id)
    await driver?.close()
  },

  /** Zones may have been closed: what stands is looked at again; and where some were opened, what waits tries again. */
  gateMoved: async (opened: boolean): Promise<void> => {
    await dialer.moved()
    if (!opened) return
    const before = movement
    movement = new AbortController()
    before.abort()
  },

  connectStatus: (): readonly (readonly [id: string, health: ConnectionHealth])[] =>
    [...drivers].map(([id, driver]) => [id, driver.health()] as const),

  closeConnect: async (): Promise<void> => {
    closed.abort()
    await Promise.all([...drivers.values()].map((driver) => driver.close()))
    drivers.clear()
    dialer.close()
    tellSent()
  },
}

export type ConnectHandlers = typeof connectHandlers

serve(main, connectHandlers)
main.postMessage({ ready: true })
