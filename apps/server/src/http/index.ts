export type { HttpCounters } from './counters.ts'
export { type HttpApp, type HttpOptions, httpApp, type SurfaceRoute } from './http-app.ts'
export { type Http, type ListenOptions, openHttp } from './open-http.ts'
export type {
  IngestAnswer,
  IngestPort,
  IngestRefused,
  IngestRequest,
  IngestResult,
  IngestStream,
  LiveFeed,
  LiveMessage,
  Problem,
  Status,
} from './ports.ts'
export { breakGlassUsed } from './signals.ts'
export { statusWithin } from './status-within.ts'
