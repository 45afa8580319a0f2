export {
  type ArchiveSummary,
  archiveOldest,
  archivesOf,
  type Cut,
  contentNobodyNames,
  cutLane,
  eraseFrames,
  freeOldest,
  oldestPlain,
  type SourceCut,
  type SourceHeld,
  type Taken,
} from './archive/index.ts'
export { cityContent, content } from './content.ts'
export { lockDataFolder } from './data-lock.ts'
export { type FrameOrGap, frameAt, frameOrGap, lastControl, type PlacedControl } from './frame-at.ts'
export { encodeFrames, framesOf } from './frames-of.ts'
export type { Gap } from './gap.ts'
export type { LogFiles } from './log-files.ts'
export { type LogReaderOptions, openLogReader } from './log-reader.ts'
export { type LogStart, logStarts } from './log-starts.ts'
export { hasContent, newestContent } from './newest-content.ts'
export { firstPosition } from './seek.ts'
export { type LogStats, openSegmentLog, type SegmentLog, type SegmentLogOptions } from './segment-log.ts'
