export { type Completion, type CompletionOption, complete } from './complete.ts'
export { aliases, fieldsNamed, type SearchField, searchFields } from './fields.ts'
export { allTime, eventQuery, timeOfNamed } from './named-event.ts'
export { filterSpan, parse } from './parse.ts'
export { print, printMeasure, printWhere, writeValue } from './print.ts'
export type { ProblemCode, SearchProblem } from './problem.ts'
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
export { type Around, type Search, searchLimits } from './search.ts'
export { type Asked, bucketOf, type GroupColumn, groupColumns, groupsInOrder, isGrouped, toQuery } from './to-query.ts'
