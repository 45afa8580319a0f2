import type { Migration } from '@tocsin/store'
import { bellMigration } from '../bell/tables.ts'
import { fieldMigration } from '../field/tables.ts'

/** Tables of this wing. Times are milliseconds since the epoch; texts of people are kept as `kept` allows them. */
export interface RespondTables {
  readonly incident_work: WorkTable
  readonly incident_note: NoteTable
  readonly incident_history: HistoryTable
  readonly respond_mark: MarkTable
}

/** What was done once and for all at a start. */
export interface MarkTable {
  readonly name: string
}

export interface WorkTable {
  readonly incident_id: string
  readonly version: number
  /** Null unless it is closed; then what counts of the closed ones are made of. */
  readonly closed_at: number | null
  readonly closed_findings: number | null
  /** Rank, 0 (info) to 4 (critical), at closing. */
  readonly closed_severity: number | null
  readonly closed_realm: string | null
  /** The work as JSON. */
  readonly body: string
}

export interface NoteTable {
  readonly incident_id: string
  readonly version: number
  readonly who: string
  readonly at: number
  readonly body: string
  /** The version whose undo took it back; the text stays. */
  readonly withdrawn: number | null
}

export interface HistoryTable {
  readonly incident_id: string
  readonly version: number
  readonly act: string
  readonly kind: string
  readonly who: string
  readonly at: number
  readonly work_before: string
  readonly work_after: string
}

export const respondMigrations: readonly Migration[] = [
  {
    owner: 'respond',
    id: '0001-work',
    up: [
      `create table incident_work (
        incident_id text primary key not null,
        version bigint not null,
        closed_at double precision,
        closed_findings bigint,
        closed_severity integer,
        closed_realm text,
        body text not null
      )`,
      'create index incident_work_closed on incident_work (closed_realm, closed_severity)',
      `create table incident_note (
        incident_id text not null,
        version bigint not null,
        who text not null,
        at double precision not null,
        body text not null,
        withdrawn bigint,
        primary key (incident_id, version)
      )`,
      // Its key is the lock: of two people who act on one version, the second one's line cannot be written.
      `create table incident_history (
        incident_id text not null,
        version bigint not null,
        act text not null,
        kind text not null,
        who text not null,
        at double precision not null,
        work_before text not null,
        work_after text not null,
        primary key (incident_id, version)
      )`,
      'create index incident_history_act on incident_history (act)',
    ],
  },
  {
    owner: 'respond',
    id: '0002-closed-source',
    up: [
      'create table closed_source (incident_id text not null, source text not null, primary key (incident_id, source))',
    ],
  },
  {
    owner: 'respond',
    id: '0003-closed-beside',
    // That an incident is closed stands beside it now, where the queue is read.
    up: ['drop table closed_source', 'create table respond_mark (name text primary key not null)'],
  },
  bellMigration,
  fieldMigration,
]
