export { isDiskFull } from './disk-full.ts'
export { countAll } from './events/copy-store.ts'
export { encodeRow } from './events/encode-row.ts'
export { type EventForm, inspectEvents } from './events/inspect-events.ts'
export { type EventStoreOptions, openEventStore } from './events/open-event-store.ts'
export { type PartLimits, partLimits } from './events/parts/part.ts'
export type { PartsStatus, Tended } from './events/parts/part-keeper.ts'
export { type RetainDays, type Retained, type RetainPlan, retainDefaults } from './events/parts/retain-plan.ts'
export type { TextPage } from './events/read-answer.ts'
export { type PlaceOf, type RowTest, rowTest } from './events/row-test.ts'
export { storedRow } from './events/stored-row.ts'
export type { ExportFile } from './export/export-file.ts'
export { exportColumns, type RowWriter, rowWriter, type TextFormat } from './export/export-format.ts'
export { type ExportPlan, planExport } from './export/export-pages.ts'
export {
  addErased,
  addHold,
  adoptErasures,
  advanceTombstone,
  dropTombstone,
  type ErasureRecord,
  endHold,
  erasedBy,
  erasedEvents,
  erasuresIn,
  finishTombstone,
  type HeldAbout,
  type Hold,
  type HoldCover,
  heldBy,
  type KeepingTables,
  keepingMigrations,
  namesRange,
  openTombstone,
  readHolds,
  readTombstones,
  type Tombstone,
  type TombstoneStep,
  widenHold,
} from './keeping/index.ts'
export {
  type ArchiveSummary,
  archiveOldest,
  archivesOf,
  type Cut,
  cityContent,
  content,
  contentNobodyNames,
  cutLane,
  encodeFrames,
  eraseFrames,
  type FrameOrGap,
  firstPosition,
  frameAt,
  frameOrGap,
  framesOf,
  freeOldest,
  type Gap,
  hasContent,
  type LogFiles,
  type LogReaderOptions,
  type LogStart,
  type LogStats,
  lastControl,
  lockDataFolder,
  logStarts,
  newestContent,
  oldestPlain,
  openLogReader,
  openSegmentLog,
  type PlacedControl,
  type SegmentLog,
  type SegmentLogOptions,
  type SourceCut,
  type SourceHeld,
  type Taken,
} from './log/index.ts'
export type { Migration } from './migration.ts'
export type {
  EventBatch,
  EventLog,
  EventStore,
  EventsCopied,
  FrameBatch,
  FrameDraft,
  GoneWhy,
  LogReader,
  LogSourceName,
  RawFrame,
  Statement,
  StateStore,
} from './ports.ts'
export { atOrAfter, emptyPosition, minPosition, type Position } from './position.ts'
export type {
  Cmp,
  Comparison,
  Field,
  GroupKey,
  HeadField,
  Measure,
  Query,
  QueryFailure,
  QueryResult,
  QueryRow,
  Where,
} from './query.ts'
export { everything, isVisible, type Scope, unknownSource } from './scope.ts'
export { inspectState, type StateFacts } from './state/inspect-state.ts'
export { type OpenStateStore, openStateStore, type StateStoreOptions } from './state/open-state-store.ts'
export { pendingState, tryState } from './state/plan.ts'
export { advancePosition, positionTable, readPosition } from './state/sink-position.ts'
export {
  type Expression,
  type ExpressionBuilder,
  type SqlBool,
  sqlBuilder,
  sqlText,
  statementOf,
} from './state/sql-builder.ts'
export { eventStoreOver, type StoreHandlers, stateStoreOver, storeHandlers } from './state/store-handlers.ts'
