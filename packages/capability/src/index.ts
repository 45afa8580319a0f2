export {
  type AnyRoute,
  type Capability,
  type Command,
  type Health,
  type Host,
  type Job,
  type OwnEvent,
  type Permission,
  type Route,
  type RouteAudit,
  type RouteNote,
  type RouteRequest,
  route,
} from './capability.ts'
export type { Likeness, Look } from './look.ts'
export type { Answer, Asked, Personal, Questions, RuleNeed, SourceSetting, Verdict } from './questions.ts'
export type {
  CorrelateStage,
  DetectOut,
  DetectStage,
  Grouped,
  GroupStage,
  KeyedShard,
  Mark,
  Said,
  StageHost,
} from './stage.ts'
