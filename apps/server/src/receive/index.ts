export { type Bindings, bindingsFile, keptBindings, openBindings } from './bindings.ts'
export { ingestPort } from './ingest-port.ts'
export { type RefusalCount, type RefusalStage, type Refusals, refusalCounters } from './refusals.ts'
export { type ReplayOptions, type ReplayOutcome, type ReplayProgress, replayFile } from './replay-file.ts'
export {
  type Listeners,
  type Receive,
  type ReceiveOptions,
  type ReceiveStatus,
  startReceive,
} from './start-receive.ts'
export type { SyslogTcpStatus } from './syslog-tcp.ts'
