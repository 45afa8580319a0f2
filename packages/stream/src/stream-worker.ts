import type { Control, EventAt } from '@tocsin/event'
import { assertNever } from '@tocsin/kit'
import type { Flow } from './flow.ts'
import { inOrder } from './in-order.ts'
import type { ForShards, FromWorker, ShardItem, ToWorker } from './messages.ts'
import { openShards, ownerOf, type Shards } from './shards.ts'
import { openStageOne, type StageOne } from './stage-one.ts'

export interface StreamWorkerOptions {
  readonly index: number
  readonly workers: number
  readonly flow: Flow
  /** What a control frame names by digest. */
  readonly content: (digest: string) => Uint8Array
  readonly toPeer: (worker: number, message: ForShards) => void
  readonly collect: (message: FromWorker, transfer: readonly ArrayBuffer[]) => void
}

/** Stages 1 and 2 of every lane in one worker. Knows nothing of threads: messages come in and go out. */
export interface StreamWorker {
  fed(message: ToWorker): void
  fromPeer(message: ForShards): void
}

interface Lane {
  readonly one: StageOne
  readonly two: Shards
  /** What each batch holds for this worker's shards; judged in batch order. */
  readonly correlate: (seq: number, step: ForShards | ControlStep) => void
}

interface ControlStep {
  readonly kind: 'control'
  readonly control: Control
  readonly at: EventAt
}

export function openStreamWorker(options: StreamWorkerOptions): StreamWorker {
  const { index, workers, flow, collect } = options
  const lanes = new Map<number, Lane>()
  // Another worker may speak of a lane before the feeder's own start message is here.
  const early: ForShards[] = []

  const laneOf = (lane: number): Lane => {
    const state = lanes.get(lane)
    if (state === undefined) throw new Error(`lane ${lane} was not started`)
    return state
  }
  const contentOf = (control: Control) => (control.kind === 'rules' ? options.content(control.digest) : undefined)

  const openLane = (message: Extract<ToWorker, { kind: 'start' }>): Lane => {
    const one = openStageOne(flow)
    const two = openShards(flow, index, workers)
    if (message.control !== undefined) one.control(message.control, contentOf(message.control))
    two.restore({
      position: message.position,
      snapshots: message.snapshots,
      control: message.keyedControl,
      content: message.keyedControl === undefined ? undefined : contentOf(message.keyedControl),
    })
    const correlate = inOrder<ForShards | ControlStep>(message.seq, (step, seq) => {
      const head = { kind: 'correlated', lane: message.lane, seq, worker: index } as const
      if (step.kind === 'control') {
        two.control(step.control, contentOf(step.control), step.at)
        collect({ ...head, said: [], troubles: [] }, [])
        return
      }
      const { said, troubles } = two.take(step.shards)
      collect({ ...head, said, troubles, ...(step.snapshot ? { snapshots: two.snapshot() } : {}) }, [])
    })
    return { one, two, correlate }
  }

  const judge = ({ lane, seq, batch, snapshot }: Extract<ToWorker, { kind: 'batch' }>) => {
    const { items, ...judged } = laneOf(lane).one.judge(batch)
    for (let worker = 0; worker < workers; worker++) {
      const message: ForShards = { kind: 'shards', lane, seq, shards: shardsOf(worker, workers, items), snapshot }
      if (worker === index) laneOf(lane).correlate(seq, message)
      else options.toPeer(worker, message)
    }
    collect(
      { kind: 'judged', lane, seq, next: batch.next, received: batch.received, frames: batch.frames, ...judged },
      [judged.rows.buffer as ArrayBuffer],
    )
  }

  const fromPeer = (message: ForShards) => {
    const lane = lanes.get(message.lane)
    if (lane === undefined) early.push(message)
    else lane.correlate(message.seq, message)
  }

  return {
    fromPeer,
    fed: (message) => {
      switch (message.kind) {
        case 'start':
          lanes.set(message.lane, openLane(message))
          for (const waiting of early.splice(0)) fromPeer(waiting)
          return
        case 'control': {
          const lane = laneOf(message.lane)
          lane.one.control(message.control, contentOf(message.control))
          lane.correlate(message.seq, { kind: 'control', control: message.control, at: message.at })
          if (index === 0) collect(nothingJudged(message), [])
          return
        }
        case 'batch':
          judge(message)
          return
        default:
          assertNever(message)
      }
    },
  }
}

/** A control frame is a batch of its own, in which nothing was judged. */
function nothingJudged({ lane, seq, next, received }: Extract<ToWorker, { kind: 'control' }>): FromWorker {
  const nothing = { events: 0, rows: new Uint8Array(), said: [], refused: [], sources: [], troubles: [] }
  return {
    kind: 'judged',
    lane,
    seq,
    next,
    received,
    frames: 1,
    ...nothing,
    times: { decode: 0, detect: 0, encode: 0 },
  }
}

function shardsOf(worker: number, workers: number, items: readonly (readonly ShardItem[])[]): ForShards['shards'] {
  return items.flatMap((list, shard) =>
    list.length > 0 && ownerOf(shard, workers) === worker ? [{ shard, items: list }] : [],
  )
}
