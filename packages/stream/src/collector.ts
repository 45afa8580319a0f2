import { assertNever } from '@tocsin/kit'
import { inOrder } from './in-order.ts'
import type { CompleteBatch, FromWorker, Placed } from './messages.ts'
import { joinTroubles } from './troubles.ts'

/** Joins what the workers say of each batch and gives complete batches out in log order. */
export interface Collector {
  take(message: FromWorker): void
  /** Batches that some worker has not answered for yet. */
  readonly waiting: number
}

/**
 * @param first the number of the first batch
 * @param workers how many answer for each batch
 */
export function openCollector(
  lane: number,
  first: number,
  workers: number,
  complete: (batch: CompleteBatch) => void,
): Collector {
  const parts = new Map<number, Parts>()
  const release = inOrder<CompleteBatch>(first, complete)
  return {
    get waiting() {
      return parts.size
    },
    take: (message) => {
      const part = parts.get(message.seq) ?? { correlated: [] }
      parts.set(message.seq, part)
      switch (message.kind) {
        case 'judged':
          part.judged = message
          break
        case 'correlated':
          part.correlated.push(message)
          break
        default:
          assertNever(message)
      }
      if (part.judged === undefined || part.correlated.length < workers) return
      parts.delete(message.seq)
      release(message.seq, join(lane, part.judged, part.correlated))
    },
  }
}

type Judged = Extract<FromWorker, { kind: 'judged' }>
type Correlated = Extract<FromWorker, { kind: 'correlated' }>

interface Parts {
  judged?: Judged
  correlated: Correlated[]
}

function join(lane: number, judged: Judged, correlated: readonly Correlated[]): CompleteBatch {
  const { kind: _, ...batch } = judged
  const snapshots = correlated.flatMap((part) => part.snapshots ?? [])
  return {
    ...batch,
    lane,
    said: [...judged.said, ...correlated.flatMap((part) => part.said)].sort(inLogOrder),
    troubles: joinTroubles([judged.troubles, ...correlated.map((part) => part.troubles)]),
    ...(correlated.every((part) => part.snapshots !== undefined) ? { snapshots } : {}),
  }
}

/** The order does not depend on which worker judged: place in the log, then stage, then the finding's own id. */
function inLogOrder(a: Placed, b: Placed): number {
  return (
    a.frame - b.frame ||
    a.at.index - b.at.index ||
    a.stage - b.stage ||
    (a.said.finding.id < b.said.finding.id ? -1 : a.said.finding.id > b.said.finding.id ? 1 : 0)
  )
}
