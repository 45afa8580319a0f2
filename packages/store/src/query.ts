/** The question that the event store answers belongs to the search language; who asks the store finds it here too. */
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
} from '@tocsin/query'
