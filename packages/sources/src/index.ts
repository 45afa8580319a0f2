export { type Equipment, equipmentShape, type OpenDoors } from './catalogue/catalogue.ts'
export * from './connections/index.ts'
export { decoders, knownLogsources } from './decoders.ts'
export { journalFramer } from './framing/journal-entries.ts'
export { lineFramer } from './framing/lines.ts'
export type { FrameRefusal, Framer, FramerOptions, FrameSink } from './framing/refusal.ts'
export { syslogFramer } from './framing/syslog-stream.ts'
export { countedSink } from './health/health.repository.ts'
export type {
  SenderHealth,
  SenderNews,
  SendersNews,
  SourceHealth,
  SourceState,
} from './health/health-book.ts'
export { type SourcesHealth, sourcesHealth } from './health/open-health.ts'
export type { Silence } from './health/silence.ts'
export { looksLike } from './look/looks-like.ts'
export { type SourcesOptions, sourcesCapability } from './registry/capability.ts'
export { profilesOf, zonesOf } from './registry/profile.repository.ts'
export { bindingsOf, type SourceBinding, type SourceProfile, type SourceZone } from './registry/profile.ts'
export { settingsOf } from './registry/setting.repository.ts'
export { sourcesMigrations } from './registry/tables.ts'
export { tablesIn } from './table/bundled.ts'
export { type Problem, readDefinition } from './table/definition.ts'
export { decodersCapability, type TableDesk, type TableList } from './table/routes.ts'
export { mostTables, type TableFile, type Tables, tablesOf } from './table/tables.ts'
export { mostLines, type Tried, tryDefinition } from './table/try.ts'
export { ownDecoder } from './tocsin/index.ts'
