export type { Account, AskAccount, Tally, TallyNode } from './account.ts'
export { compile } from './compile.ts'
export type {
  CorrelationCounters,
  CorrelationHit,
  CorrelationInput,
  CorrelationLimits,
  CorrelationReading,
  CorrelationState,
  NearGroup,
  Nearness,
} from './correlation-state.ts'
export type { DatePart, Node, Part, RegexTest, Test, TextRelation, TextTest } from './detection.ts'
export type { Engine, LoadOptions } from './engine.ts'
export { type MappedFields, mapFields } from './fields-map.ts'
export { type ObjectFields, objectFields } from './fields-object.ts'
export { loadRules } from './load.ts'
export { type LocatedYaml, readLocatedYaml } from './located-yaml.ts'
export { type NamedMatch, type NamedRegex, namedRegex } from './named-regex.ts'
export { type Pipeline, type ProcessingItem, readPipeline } from './pipeline.ts'
export {
  type Comparison,
  type Correlation,
  type CorrelationKind,
  type Level,
  levels,
  type MatchedField,
  type Plain,
  type Refusal,
  type Rule,
  type RuleFile,
  type RuleHead,
  type RuleSet,
} from './rule.ts'
export { readRuleCache, writeRuleCache } from './rule-cache.ts'
export { type RuleEar, ruleEar, spokenIn } from './rule-ear.ts'
export { type RuleCase, type RuleStep, type RuleTests, readRuleTests } from './rule-test.ts'
export { type NamedSearches, searchesOf } from './searches.ts'
export type { Tree, TreeEntry, TreeList, TreeMap, TreeScalar } from './tree.ts'
export type { Fields, LogSource, Scalar, Value } from './value.ts'
export { entryOf } from './yaml-tree.ts'
