export { type Equipment, equipmentShape, type OpenDoors } from './catalogue/catalogue.ts'
export * from './connections/index.ts'
export { decoders, knownLogsources } from './decoders.ts'
export { journalFramer } from './framing/journal-entries.ts'
export { lineFramer } from './framing/lines.ts'
export type { FrameRefusal, Framer, FramerOptions, FrameSink } from './framing/refusal.ts'
export { syslogFramer } from './framing/syslog-stream.ts'
export type {
  SenderHealth,
  SenderNews,
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
export { ownDecoder } from './tocsin/index.ts'
