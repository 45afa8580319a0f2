import type { Words } from '@tocsin/kit'

/** Something in the city that cannot be as it is said. The city works on; this is a list for a person. */
export interface Problem {
  readonly code:
    | 'dangling-reference'
    | 'cyclic-dependency'
    | 'too-few-suppliers'
    | 'no-suppliers'
    | 'overlapping-networks'
    | 'identifier-claimed-twice'
    | 'level-not-reached'
    | 'conduit-within-zone'
    | 'ports-reversed'
  /** An error makes answers wrong; a warning is worth a look. */
  readonly severity: 'error' | 'warning'
  /** JSON pointers without their index: `/assets/plc-1/zone`. */
  readonly where: readonly string[]
  readonly says: Words
  readonly fix: Words
}
