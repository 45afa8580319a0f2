import type { KeyedShard, Said } from '@tocsin/capability'
import { type Control, type EventAt, partitionsPerLane } from '@tocsin/event'
import { atOrAfter, type Position } from '@tocsin/store'
import type { Flow } from './flow.ts'
import { labelled } from './labelled.ts'
import type { ForShards, Placed, ShardItem, Snapshot, Trouble } from './messages.ts'
import { openTroubles } from './troubles.ts'

/** Stage 2 of a lane in one worker: the shards that are its own, each fed in log order. */
export interface Shards {
  control(control: Control, content: Uint8Array | undefined, at: EventAt): void
  /** Gives back what was kept; items before `position` are in it already and will be passed over. */
  restore(kept: Kept): void
  /** Judges what one batch holds. */
  take(shards: ForShards['shards']): { readonly said: readonly Placed[]; readonly troubles: readonly Trouble[] }
  snapshot(): readonly Snapshot[]
}

/** Keyed state as it was at a position, and what held there. */
export interface Kept {
  readonly position: Position
  readonly snapshots: readonly Snapshot[]
  readonly controls: readonly { readonly control: Control; readonly content: Uint8Array | undefined }[]
}

/** The worker that owns a shard. */
export function ownerOf(shard: number, workers: number): number {
  return shard % workers
}

export function openShards(flow: Flow, worker: number, workers: number): Shards {
  const own = new Map<number, { stage: string; keyed: KeyedShard }[]>()
  for (let shard = 0; shard < partitionsPerLane; shard++) {
    if (ownerOf(shard, workers) !== worker) continue
    own.set(
      shard,
      flow.correlate.map((stage) => ({ stage: stage.name, keyed: stage.open(shard) })),
    )
  }
  const all = [...own].flatMap(([shard, stages]) => stages.map(({ stage, keyed }) => ({ shard, stage, keyed })))
  const labels = flow.label?.() ?? []
  let kept: Position = []
  const tell = (control: Control, content: Uint8Array | undefined) => {
    for (const { keyed } of all) keyed.control(control, content)
    for (const label of labels) label.control(control, content)
  }
  return {
    control: (control, content, at) => {
      if (!atOrAfter(kept, at.partition, at.offset)) return
      tell(control, content)
    },
    restore: ({ position, snapshots, controls }) => {
      kept = position
      // First the rules, then the state: windows of other rules are not taken back.
      for (const { control, content } of controls) tell(control, content)
      for (const { stage, shard, bytes } of snapshots) {
        all.find((one) => one.shard === shard && one.stage === stage)?.keyed.restore(bytes)
      }
    },
    take: (shards) => {
      const said: Placed[] = []
      const troubles = openTroubles()
      for (const { shard, items } of shards) {
        for (const item of items) {
          const at = item.kind === 'mark' ? item.mark.at : item.at
          if (!atOrAfter(kept, at.partition, at.offset)) continue
          for (const { stage, keyed } of own.get(shard) ?? []) {
            const say = (one: Said) =>
              said.push({ frame: item.frame, stage: 2, at, said: labelled(one, labels, troubles.note) })
            try {
              judge(item, stage, keyed, say)
            } catch (error) {
              troubles.note(stage, error)
            }
          }
        }
      }
      return { said, troubles: troubles.all() }
    },
    snapshot: () =>
      all.flatMap(({ shard, stage, keyed }) => {
        const bytes = keyed.snapshot()
        return bytes === undefined ? [] : [{ stage, shard, bytes }]
      }),
  }
}

function judge(item: ShardItem, stage: string, keyed: KeyedShard, say: (said: Said) => void): void {
  if (item.kind === 'tick') keyed.tick({ streamTime: item.received }, say)
  else if (item.mark.stage === stage) keyed.take(item.mark, { streamTime: item.mark.received }, say)
}
