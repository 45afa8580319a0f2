import type { Statement, StateStore } from '@tocsin/store'
import { countRefused, countSent, forgetSent, mostSent, type RefusedTable, type SentTable } from './sends.repository.ts'
import type { NoteSent, NotSent, Sent } from './sent.ts'

/** Counts what is sent and what is refused, and writes it beside the rest of the state. */
export interface SentBook {
  readonly note: NoteSent
  refused(what: NotSent): void
  /** Writes what was counted since. */
  flush(): Promise<void>
  close(): Promise<void>
}

const flushMs = 15_000
const keptMs = 400 * 86_400_000

export function openSentBook(state: Pick<StateStore, 'transact'>, now: () => number): SentBook {
  const [sent, kept] = [counter<SentTable>(now), counter<RefusedTable>(now)]
  let last: Promise<unknown> = Promise.resolve()

  const flush = (): Promise<void> => {
    const done = last.then(async () => {
      const [out, refused] = [sent.take(), kept.take()]
      const statements: readonly Statement[] = [...countSent([...out.values()]), ...countRefused([...refused.values()])]
      if (statements.length === 0) return
      try {
        await state.transact([...statements, ...forgetSent(now() - keptMs)])
      } catch {
        // A full disk: what was counted is counted on, and written when there is room.
        sent.back(out)
        kept.back(refused)
      }
    })
    last = done
    return done
  }
  const timer = setInterval(() => void flush(), flushMs).unref()
  return {
    note: (what) => sent.count([what.kind], rowOf(what), { kind: what.kind }),
    refused: (what) => kept.count([what.zone], rowOf(what), { zone: what.zone }),
    flush,
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

type Row = Omit<SentTable, 'key' | 'kind' | 'first' | 'last' | 'count'>

function rowOf({ order, host, address, port }: Omit<Sent, 'kind'>): Row {
  return {
    ...{ order_kind: order.kind, order_id: order.id, host: host.slice(0, 255) },
    ...{ address: address ?? '', port },
  }
}

/** Counts rows by what they are about; past `mostSent` of them nothing new is taken in until they are written. */
function counter<Table extends Pick<SentTable, 'key' | 'first' | 'last' | 'count'>>(now: () => number) {
  let counted = new Map<string, Table>()
  return {
    count: (of: readonly string[], row: Row, more: Omit<Table, keyof Row | 'key' | 'first' | 'last' | 'count'>) => {
      const key = [...of, ...Object.values(row)].join('\n').slice(0, 1000)
      const known = counted.get(key)
      if (known === undefined && counted.size >= mostSent) return
      const times = { first: known?.first ?? now(), last: now(), count: (known?.count ?? 0) + 1 }
      counted.set(key, { key, ...row, ...more, ...times } as unknown as Table)
    },
    take: () => {
      const rows = counted
      counted = new Map()
      return rows
    },
    back: (rows: ReadonlyMap<string, Table>) => {
      for (const [key, row] of rows) {
        const since = counted.get(key)
        counted.set(key, since === undefined ? row : { ...since, first: row.first, count: since.count + row.count })
      }
    },
  }
}
