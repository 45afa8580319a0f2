import type { StateStore } from '@tocsin/store'
import { countSent, forgetSent, mostSent, type SentTable } from './sends.repository.ts'
import type { NoteSent, Sent } from './sent.ts'

/** Counts what is sent, and writes it beside the rest of the state. */
export interface SentBook {
  readonly note: NoteSent
  /** Writes what was counted since. */
  flush(): Promise<void>
  close(): Promise<void>
}

const flushMs = 15_000
const keptMs = 400 * 86_400_000

export function openSentBook(state: Pick<StateStore, 'transact'>, now: () => number): SentBook {
  let counted = new Map<string, SentTable>()
  let last: Promise<unknown> = Promise.resolve()

  const note = ({ kind, order, host, address, port }: Sent) => {
    const key = [kind, order.kind, order.id, host, address ?? '', port].join('\n').slice(0, 1000)
    const known = counted.get(key)
    if (known === undefined && counted.size >= mostSent) return
    counted.set(key, {
      ...{ key, kind, order_kind: order.kind, order_id: order.id, host: host.slice(0, 255) },
      ...{ address: address ?? '', port, first: known?.first ?? now(), last: now(), count: (known?.count ?? 0) + 1 },
    })
  }
  const flush = (): Promise<void> => {
    const done = last.then(async () => {
      if (counted.size === 0) return
      const rows = counted
      counted = new Map()
      try {
        await state.transact([...countSent([...rows.values()]), forgetSent(now() - keptMs)])
      } catch {
        // A full disk: what was counted is counted on, and written when there is room.
        for (const [key, row] of rows) {
          const since = counted.get(key)
          counted.set(key, since === undefined ? row : { ...since, first: row.first, count: since.count + row.count })
        }
      }
    })
    last = done
    return done
  }
  const timer = setInterval(() => void flush(), flushMs).unref()
  return {
    note,
    flush,
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
