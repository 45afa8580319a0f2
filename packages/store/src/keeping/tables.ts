import type { Migration } from '../migration.ts'

/** Rows of the tables of keeping, as both dialects hold them. */
export interface KeepingTables {
  readonly hold: {
    readonly id: string
    readonly n: number
    readonly who: string
    readonly at: number
    readonly reason: string
    /** JSON list of names. */
    readonly sources: string
    readonly from_time: number | null
    readonly until_time: number | null
    readonly incident_id: string | null
    readonly ended_by: string | null
    readonly ended_at: number | null
    readonly end_reason: string | null
  }
  readonly hold_event: { readonly hold_id: string; readonly event_id: string }
  readonly tombstone: {
    readonly id: string
    readonly n: number
    readonly who: string
    readonly at: number
    readonly reason: string
    readonly step: TombstoneStep
    readonly events: number
    readonly frames: number
    readonly evidence: number
    readonly done_at: number | null
  }
  readonly tombstone_event: { readonly hash: string; readonly tombstone_id: string }
  /** What an erasure that is under way takes; emptied when it is done. */
  readonly erasure_event: {
    readonly tombstone_id: string
    readonly partition: number
    readonly offset: number
    readonly idx: number
  }
  readonly disk_use: { readonly hour: number; readonly used: number }
}

/** How far an erasure is: each step is finished before the next is named, and may be done again after a crash. */
export type TombstoneStep = 'gathering' | 'columns' | 'evidence' | 'raw' | 'done'

export const keepingMigrations: readonly Migration[] = [
  {
    owner: 'keeping',
    id: '0001-holds-and-tombstones',
    up: [
      `create table hold (
        id text primary key not null,
        n bigint not null unique,
        who text not null,
        at double precision not null,
        reason text not null,
        sources text not null,
        from_time double precision,
        until_time double precision,
        incident_id text,
        ended_by text,
        ended_at double precision,
        end_reason text
      )`,
      'create table hold_event (hold_id text not null, event_id text not null, primary key (hold_id, event_id))',
      `create table tombstone (
        id text primary key not null,
        n bigint not null unique,
        who text not null,
        at double precision not null,
        reason text not null,
        step text not null,
        events bigint not null,
        frames bigint not null,
        evidence bigint not null,
        done_at double precision
      )`,
      'create table tombstone_event (hash text not null, tombstone_id text not null, primary key (hash, tombstone_id))',
      `create table erasure_event (
        tombstone_id text not null,
        "partition" integer not null,
        "offset" bigint not null,
        idx integer not null,
        primary key (tombstone_id, "partition", "offset", idx)
      )`,
      'create table disk_use (hour bigint primary key not null, used double precision not null)',
    ],
  },
]
