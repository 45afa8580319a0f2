import type { Migration } from '@tocsin/store'

/** Tables of the bell. Times are milliseconds since the epoch; severities their rank, 0 (info) to 4 (critical). */
export interface BellTables {
  readonly bell_target: {
    readonly id: string
    /** 1 where messages go to it. */
    readonly enabled: number
    readonly created_at: number
    readonly created_by: string
    readonly missed: number
    readonly failing_since: number | null
    readonly last_ok: number | null
    /** The target as JSON, without its secret. */
    readonly body: string
  }
  /** Things that a target is still to be told of. */
  readonly bell_notice: {
    readonly id: string
    readonly target_id: string
    readonly incident_id: string
    readonly kind: string
    readonly severity: number
    readonly realm: string
    readonly at: number
  }
  /** Messages: due ones, and the newest that were sent or given up. */
  readonly bell_message: {
    readonly id: string
    readonly target_id: string
    readonly made_at: number
    readonly state: string
    readonly attempts: number
    readonly next_at: number
    readonly done_at: number | null
    /** What the last try came to, as JSON. */
    readonly answer: string | null
    /** The message as JSON. */
    readonly body: string
  }
  /** The row of the outbox up to which all is told on. */
  readonly bell_mark: { readonly name: string; readonly n: number }
  /** Acts on incidents that are to be told of: the outbox of this wing. */
  readonly bell_outbox: {
    readonly id: string
    readonly kind: string
    readonly incident_id: string
    readonly at: number
  }
  readonly bell_setting: { readonly name: string; readonly body: string }
}

export const bellMigration: Migration = {
  owner: 'respond',
  id: '0004-bell',
  up: [
    `create table bell_target (
      id text primary key not null,
      enabled integer not null,
      created_at double precision not null,
      created_by text not null,
      missed bigint not null,
      failing_since double precision,
      last_ok double precision,
      body text not null
    )`,
    `create table bell_notice (
      id text primary key not null,
      target_id text not null,
      incident_id text not null,
      kind text not null,
      severity integer not null,
      realm text not null,
      at double precision not null
    )`,
    'create index bell_notice_target on bell_notice (target_id, severity, at)',
    `create table bell_message (
      id text primary key not null,
      target_id text not null,
      made_at double precision not null,
      state text not null,
      attempts integer not null,
      next_at double precision not null,
      done_at double precision,
      answer text,
      body text not null
    )`,
    'create index bell_message_target on bell_message (target_id, made_at)',
    'create index bell_message_state on bell_message (target_id, state)',
    'create table bell_mark (name text primary key not null, n bigint not null)',
    `create table bell_outbox (
      id text primary key not null,
      kind text not null,
      incident_id text not null,
      at double precision not null
    )`,
    'create table bell_setting (name text primary key not null, body text not null)',
  ],
}
