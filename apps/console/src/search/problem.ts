/** Why a query cannot be read: a key of `problem` in the words, with its figures. `at` counts characters from 1. */
export interface Problem {
  readonly kind:
    | 'unclosedQuote'
    | 'unclosedParen'
    | 'strayParen'
    | 'missingTerm'
    | 'unknownField'
    | 'missingValue'
    | 'notNumber'
    | 'notAddress'
    | 'tooMany'
  readonly at: number
  readonly field?: string
  readonly value?: string
  readonly max?: number
}
