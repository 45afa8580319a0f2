export type { OutboxRow } from './outbox.ts'
export type { IncidentWork, Verdict } from './work.ts'
