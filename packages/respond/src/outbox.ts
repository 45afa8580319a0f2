import type { IncidentId } from '@tocsin/kit'

/** Something to be done, written in the same transaction as what caused it: actions and messages start only from here. */
export interface OutboxRow {
  readonly id: string
  readonly kind: 'incident-opened' | 'incident-grew'
  readonly incident: IncidentId
  /** Milliseconds since the epoch, stream time. */
  readonly at: number
}
