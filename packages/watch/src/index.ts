export { type CurrentRules, checkBundle } from './api/rule-desk.ts'
export type { RuleDetail, RuleTestsShown } from './api/rule-detail-shapes.ts'
export type { RuleHistory } from './api/rule-history-routes.ts'
export {
  type FindingDetail,
  findingDetailShape,
  findingShape,
  type IncidentDetail,
  type IncidentPage,
  incidentDetailShape,
  incidentPageShape,
  incidentShape,
  type RulePage,
  rulePageShape,
} from './api/shapes.ts'
export { type BackTest, backTest } from './back-test/back-test.ts'
export { type ChosenRules, chosenRules, type Tried } from './back-test/chosen-rules.ts'
export type { TallyRead, TriedHit } from './back-test/hit-tally.ts'
export type { WaitedNear } from './back-test/near.ts'
export { type WaitedRule, type Waiting, waitingFor } from './back-test/waited.ts'
export { type WatchOptions, watchCapability } from './capability.ts'
export { type SeenEvent, windowTime } from './findings/finding.ts'
export { type Telling, tellingOf } from './findings/telling.ts'
export { byHand } from './hand/finding.ts'
export { handStage } from './hand/stage.ts'
export { type Cursor, cursorOf, parseCursor } from './incidents/cursor.ts'
export {
  copyEvidence,
  countEvidence,
  eraseEvidence,
  eventsOfIncident,
  evidenceCopy,
  uncopiedEvidence,
} from './incidents/evidence.repository.ts'
export {
  type EvidenceFrame,
  type FindingPage,
  type FindingWithEvidence,
  findingById,
  findingsOf,
} from './incidents/finding.repository.ts'
export { maxFrameCopy } from './incidents/grouping.repository.ts'
export { type GroupingLimits, groupingLimits } from './incidents/grouping.ts'
export {
  countsBySeverity,
  type IncidentQuery,
  incidentById,
  listIncidents,
  openIncidentsAbout,
  type SeverityCounts,
} from './incidents/incident.repository.ts'
export { type OutboxEntry, outboxAfter } from './incidents/outbox.repository.ts'
export { type IncidentStageStats, incidentStage, incidentStats } from './incidents/stage.ts'
export { watchMigrations } from './incidents/tables.ts'
export { type Quieted, type RuleModes, ruleModes } from './modes/rule-modes.ts'
export { type Answered, answeredFields, byOwner } from './owner/finding.ts'
export { ownerStage } from './owner/stage.ts'
export { type BenchReport, benchRules, type RuleCost } from './rules/bench-rules.ts'
export {
  type BundleFailure,
  loadingOf,
  packRules,
  type RuleBundle,
  type RuleContent,
  type RuleFile,
  unpackRules,
} from './rules/bundle.ts'
export { keepLoadedRules, type RuleCache } from './rules/compiled.ts'
export { correlationStage } from './rules/correlation-stage.ts'
export { type CheckedRule, type Coverage, checkRules, coverageOf, type RuleStatus } from './rules/coverage.ts'
export {
  type ExplainedCorrelation,
  type ExplainedEvent,
  type ExplainedRule,
  type Explainer,
  explainer,
} from './rules/explain-offline.ts'
export {
  type FileRefused,
  type FolderLimits,
  folderLimits,
  type RuleFolder,
  readRuleFolder,
  readTestFolder,
} from './rules/folder.ts'
export { matchOffline, type OfflineMatch, type Routing } from './rules/match-offline.ts'
export { type RuleAsk, type RuleSaid, readRule } from './rules/read-rule.ts'
export { rulesStage } from './rules/stage.ts'
export { type RuleStats, ruleStats } from './rules/stats.ts'
export { type TestedRule, type TestStatus, testRules } from './rules/test-rules.ts'
export { verdictFolding } from './verdicts/shard.ts'
export { verdictsStage } from './verdicts/stage.ts'
