/** Why a whole body or file cannot be read on. */
export type InputReason =
  | 'not-gzip'
  | 'gzip-damaged'
  | 'gzip-truncated'
  | 'gzip-trailing-garbage'
  | 'gzip-bomb'
  | 'decoded-too-large'
  | 'keyed-body-too-large'
  | 'broken-off'
  | 'too-slow'
  | 'too-large'
  | 'aborted'

/** Thrown by a stream of bytes at the place where it cannot go on; what came before it was given out. */
export class InputRefused extends Error {
  readonly reason: InputReason
  /** In the bytes as they were sent (compressed ones for gzip): the fault lies here or up to one slice further on. */
  readonly offset: number

  constructor(reason: InputReason, offset: number, options?: ErrorOptions) {
    super(`${reason} at byte ${offset}`, options)
    this.name = 'InputRefused'
    this.reason = reason
    this.offset = offset
  }
}

/** More at once than the memory set aside for it: the same body may be taken later. */
export class IngestBusy extends Error {}
