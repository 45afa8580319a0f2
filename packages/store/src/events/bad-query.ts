import { TocsinError } from '@tocsin/kit'
import type { QueryFailure } from '../query.ts'

export type QueryError = TocsinError<QueryFailure['code']>

export function badQuery(message: string, fix: string): QueryError {
  return new TocsinError('bad-query', message, { fix })
}

export function overBudget(message: string, cause?: unknown): QueryError {
  return new TocsinError('over-budget', message, {
    fix: 'Shorten the time range, add a condition on a field, or ask for fewer rows',
    ...(cause === undefined ? {} : { cause }),
  })
}

export function cancelled(): QueryError {
  return new TocsinError('cancelled', 'The query was cancelled', { fix: 'Ask again if the answer is still wanted' })
}
