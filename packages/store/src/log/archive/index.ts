export type { Cut, SourceCut } from './cut.ts'
export {
  archiveOldest,
  archivesOf,
  contentNobodyNames,
  cutLane,
  eraseFrames,
  freeOldest,
  oldestPlain,
} from './lane-jobs.ts'
export type { Taken } from './rewrite-archive.ts'
export type { ArchiveSummary, SourceHeld } from './summary.ts'
