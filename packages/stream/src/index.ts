export { type Collector, openCollector } from './collector.ts'
export { type Feeder, openFeeder } from './feeder.ts'
export type { Flow } from './flow.ts'
export { inOrder } from './in-order.ts'
export type {
  CompleteBatch,
  FromWorker,
  Placed,
  Refused,
  SenderCount,
  Snapshot,
  StageTimes,
  ToWorker,
  Trouble,
} from './messages.ts'
export { openShards } from './shards.ts'
export { type SharedContents, sharedContents } from './shared-contents.ts'
export { openSinks, type SinkOptions, type SinkStatus, type Sinks } from './sinks.ts'
export { loadSnapshots, streamMigrations } from './snapshots.ts'
export { decodeFrame, openStageOne } from './stage-one.ts'
export { openStreamWorker, type StreamWorker, type StreamWorkerOptions } from './stream-worker.ts'
export { eventTime } from './time.ts'
export { joinTroubles } from './troubles.ts'
export { type Vitals, watchVitals } from './vitals.ts'
export type { WorkerStatus } from './worker.ts'
export { startWorkers, type WorkerPool } from './worker-pool.ts'
