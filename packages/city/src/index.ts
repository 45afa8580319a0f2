export { type Checked, check } from './check/check.ts'
export type { Problem } from './check/problem.ts'
export { atTime, type City, countRecords, emptyCity, type Records, type Table } from './city.ts'
export { coldStart } from './cold-start.ts'
export { type Amount, compareAmounts, rangeOf } from './consequence/amount.ts'
export type { Consequence, Lost, ServiceHarm, SiteHarm, UnknownHarm } from './consequence/answer.ts'
export { type Around, around } from './consequence/around.ts'
export { consequence } from './consequence/consequence.ts'
export { type Standing, standing } from './consequence/standing.ts'
export { type Terms, termsOf } from './consequence/terms.ts'
export { type Dependent, dependents } from './dependents.ts'
export { applyDiff, type CityDiff, diff, isEmptyDiff, type RecordsDiff, reverse } from './diff.ts'
export { type CityRefused, cityFormat, formatCity, formatCityParts, formatSections, parseCity } from './json.ts'
export {
  type AssetFamily,
  type AssetKind,
  type AssetKindDefaults,
  assetKindDefaults,
  assetKindNames,
} from './kinds/asset-kind.ts'
export type { FailSafe } from './kinds/fail-safe.ts'
export {
  type ServiceKind,
  type ServiceKindDefaults,
  serviceKindDefaults,
  serviceKindNames,
} from './kinds/service-kind.ts'
export { cityOf, merge, openMerge, recordsOf } from './merge.ts'
export type { Refusal } from './model/codec.ts'
export type { Fallback } from './model/fallback.ts'
export { foldIdentifier, type Identifier, type IdentifierScheme, observableOfIdentifier } from './model/identifier.ts'
export { covers, formatNetwork, type NetworkRange, parseNetwork } from './model/network.ts'
export { bounds, type Place, type Position } from './model/place.ts'
export { type Software, softwareOf } from './model/software.ts'
export { type By, type Confidence, members, type Shown, type Statement, shown } from './model/statement.ts'
export { type Found, type Query, query } from './query.ts'
export { type Answer, answerOf, type Question, questions } from './questions.ts'
export { type Reached, reach, type Standpoint } from './reach.ts'
export { readRecord, record } from './record.ts'
export { openRecordTexts, type ReadRecordText } from './record-text.ts'
export { harmsSame, onceFor, showsSame } from './same.ts'
export type { Asset } from './schema/asset.ts'
export type { Cell } from './schema/cell.ts'
export type { Conduit } from './schema/conduit.ts'
export type { Dependency, Party } from './schema/dependency.ts'
export type { Holding } from './schema/holding.ts'
export type { CellId, ConduitId, DependencyId, HoldingId, OrganisationId } from './schema/ids.ts'
export type { Organisation } from './schema/organisation.ts'
export { type SectionName, type Sections, schemas, sectionNames } from './schema/sections.ts'
export type { Service } from './schema/service.ts'
export type { Zone } from './schema/zone.ts'
export { openShare, type Share } from './shared.ts'
export { type Starter, startedWith, starters, type Ticked } from './starters/starters.ts'
export { type View, view } from './view.ts'
export {
  type ColumnMeaning,
  columnMeanings,
  type OddName,
  oddNames,
  type SayableAttribute,
  type StateName,
  sayableAttributes,
  stateNames,
} from './vocabulary.ts'
