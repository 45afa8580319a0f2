export interface TocsinErrorDetails {
  /** The thing and its place: a file, line and column, a source, a setting. */
  readonly where?: string
  /** What the person who reads this can do about it. */
  readonly fix?: string
  readonly cause?: unknown
}

/**
 * A failure with a name that code can switch on, and a remedy that a person can follow.
 *
 * @example
 * throw new TocsinError('data-locked', 'The data folder is in use', { where: dir, fix: 'Stop the other Tocsin first' })
 */
export class TocsinError<Code extends string = string> extends Error {
  readonly code: Code
  readonly where: string | undefined
  readonly fix: string | undefined

  constructor(code: Code, message: string, details: TocsinErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'TocsinError'
    this.code = code
    this.where = details.where
    this.fix = details.fix
  }
}
