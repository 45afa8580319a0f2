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
  /**
   * What judges where that is missing or damaged, so that a lost file does not end every start. Absent: the worker throws, since a
   * rerun must be exact.
   */
  readonly instead?: () => { readonly digest: string; readonly bytes: Uint8Array } | undefined
  readonly toPeer: (worker: number, message: ForShards) => void
  readonly collect: (message: FromWorker, transfer: readonly ArrayBuffer[]) => void
}

/** Stages 1 and 2 of every lane in one worker. Knows nothing of threads: messages come in and go out. */
export interface StreamWorker {
  fed(message: ToWorker): void
  fromPeer(message: ForShards): void
  /** Digests of rules that the log names, that are missing, and that others judge instead of now. */
  readonly rulesMissing: readonly string[]
  /** The same, of all that were ever missing since the start. */
  readonly rulesMissed: readonly string[]
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
  /** By lane: the digest that was asked for and could not be had. */
  const missing = new Map<number, string>()
  const missed = new Set<string>()

  /** Gives a control frame, with what it names, to a stage; with what stands in for it where it is missing. */
  const resolved = (lane: number, control: Control): { control: Control; content: Uint8Array | undefined } => {
    if (control.kind === 'batch' || control.kind === 'city') return { control, content: undefined }
    try {
      const content = options.content(control.digest)
      if (control.kind === 'rules') missing.delete(lane)
      return { control, content }
    } catch (error) {
      if (options.instead === undefined) throw error
      // Nothing stands in for anything else: what it would have changed stays as it is, and speaks.
      if (control.kind !== 'rules') return { control, content: undefined }
      missing.set(lane, control.digest)
      missed.add(control.digest)
      const other = options.instead()
      // Nothing at all: every event is then counted as unjudged.
      if (other === undefined) return { control: { kind: 'batch', key: '', source: '', frames: 0 }, content: undefined }
      return { control: { ...control, digest: other.digest }, content: other.bytes }
    }
  }

  const openLane = (message: Extract<ToWorker, { kind: 'start' }>): Lane => {
    const one = openStageOne(flow, message.counted)
    const two = openShards(flow, index, workers)
    two.restore({
      position: message.position,
      snapshots: message.snapshots,
      controls: message.keyedControls.map((control) => resolved(message.lane, control)),
    })
    for (const control of message.controls) {
      const now = resolved(message.lane, control)
      if (now.control.kind === 'city') one.city(now.control, message.contents ?? new Map())
      else one.control(now.control, now.content)
    }
    const correlate = inOrder<ForShards | ControlStep>(message.seq, (step, seq) => {
      const head = { kind: 'correlated', lane: message.lane, seq, worker: index } as const
      if (step.kind === 'control') {
        const now = resolved(message.lane, step.control)
        two.control(now.control, now.content, step.at)
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
    get rulesMissing() {
      return [...new Set(missing.values())]
    },
    get rulesMissed() {
      return [...missed]
    },
    fed: (message) => {
      switch (message.kind) {
        case 'start':
          lanes.set(message.lane, openLane(message))
          for (const waiting of early.splice(0)) fromPeer(waiting)
          return
        case 'control': {
          const lane = laneOf(message.lane)
          const now = resolved(message.lane, message.control)
          if (now.control.kind === 'city') lane.one.city(now.control, message.contents ?? new Map())
          else lane.one.control(now.control, now.content)
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
  const nothing = { events: 0, rows: new Uint8Array(), said: [], refused: [], sources: [], senders: [], troubles: [] }
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
