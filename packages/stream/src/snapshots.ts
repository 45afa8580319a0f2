import {
  advancePosition,
  type Migration,
  type Position,
  readPosition,
  type Statement,
  type StateStore,
  sqlBuilder,
} from '@tocsin/store'
import type { CompleteBatch, Snapshot } from './messages.ts'

interface Tables {
  stream_snapshot: { lane: number; shard: number; stage: string; bytes: Uint8Array }
}

export const streamMigrations: readonly Migration[] = [
  {
    owner: 'stream',
    id: '0001-snapshot',
    up: [
      'create table stream_snapshot (lane integer not null, shard integer not null, stage text not null, bytes blob not null, primary key (lane, shard, stage))',
    ],
  },
]

const build = sqlBuilder<Tables>()

/** Replaces the keyed state that is kept, together with the position that it belongs to. */
export function saveSnapshots(lane: number, batch: CompleteBatch): Statement[] {
  return [
    build.deleteFrom('stream_snapshot').where('lane', '=', lane).compile(),
    ...(batch.snapshots ?? []).map(({ shard, stage, bytes }) =>
      build.insertInto('stream_snapshot').values({ lane, shard, stage, bytes }).compile(),
    ),
    ...advancePosition(snapshotSink(lane), batch.next),
  ]
}

/** The keyed state that was kept, and the position that it belongs to. */
export async function loadSnapshots(
  state: StateStore,
  lane: number,
): Promise<{ readonly position: Position; readonly snapshots: readonly Snapshot[] }> {
  const position = await readPosition(state, snapshotSink(lane))
  const rows = await state.run<Snapshot>(
    build.selectFrom('stream_snapshot').select(['stage', 'shard', 'bytes']).where('lane', '=', lane).compile(),
  )
  return { position, snapshots: rows }
}

function snapshotSink(lane: number): string {
  return `snapshot-${lane}`
}
