export { noteOffline, rotateFolder, verifyFolder } from './audit/index.ts'
export { type BackTestReport, type BackTestState, backTestOffline } from './back-test/index.ts'
export {
  addErasures,
  type BackupMade,
  backupNamed,
  backupsIn,
  checkBackup,
  erasureFileName,
  erasuresOf,
  identitiesIn,
  makeBackup,
  pruneBackups,
  type Restored,
  restoreBackup,
  rewriteBackups,
  type SealFor,
  type Staged,
  stageOffline,
} from './backup/index.ts'
export {
  type ConfigPlaces,
  type ConfigProblem,
  type Configuration,
  configError,
  type LoadedConfig,
  openConfiguration,
  readConfig,
  type SettingTold,
  toldOf,
} from './config/index.ts'
export { type Kept, openKept } from './kept.ts'
export { type Offline, openOffline } from './offline.ts'
export type { ReplayReport, ReplayWish } from './replay.ts'
export type { ReplayState } from './replays.ts'
export { type RerunAnswer, type RerunOptions, rerun } from './rerun.ts'
export { resetFolderSecondFactor } from './reset-second-factor.ts'
export {
  applyOffline,
  previewOffline,
  putCandidate,
  type RuleDifference,
  type RuleSource,
  readBook,
  readSource,
  type Trust,
  undoOffline,
} from './rule-content/index.ts'
export { openSample, sampleConnections } from './sample/open-sample.ts'
export { startTown } from './sample/town-process.ts'
export { type HandWay, openHandWay } from './sends/gate/hand-way.ts'
export { tables } from './tables.ts'
export { openTocsin, type Tocsin, type TocsinOptions } from './tocsin.ts'
export { allMigrations, planUpgrade, type UpgradePlan } from './upgrade/plan-upgrade.ts'
