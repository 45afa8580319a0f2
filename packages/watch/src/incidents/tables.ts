import type { Migration } from '@tocsin/store'

/** Tables of this wing. Times are milliseconds since the epoch; severities their rank, 0 (info) to 4 (critical). */
export interface WatchTables {
  readonly incident: IncidentTable
  readonly finding: FindingTable
  readonly evidence_frame: EvidenceFrameTable
  readonly outbox: OutboxTable
  readonly watch_sequence: SequenceTable
  readonly incident_source: IncidentSourceTable
  readonly incident_name: IncidentNameTable
  readonly finding_source: FindingSourceTable
  readonly rule_ledger: RuleLedgerTable
  readonly rule_mode: RuleModeTable
  readonly quiet: QuietTable
}

/** A pair of rule and observable that opens no incident until a time. */
export interface QuietTable {
  readonly id: string
  /** The act that made it; of one act a pair is quiet once. */
  readonly act: string
  readonly rule_id: string
  /** As `incident.grouped_by`. */
  readonly grouped_by: string
  /** The closed incident that its findings are kept in. */
  readonly incident_id: string
  /** What is graver than this rank opens an incident all the same. */
  readonly severity: number
  readonly made_at: number
  readonly until_at: number
  /** Null unless it was ended before its time. */
  readonly ended_at: number | null
  readonly ended_by: string | null
  /** Findings that it held back. */
  readonly held: number
  readonly last_held: number | null
  /** What it is called and rests on, as JSON. */
  readonly body: string
}

/** What each rule said or heard lately, as JSON. */
export interface RuleLedgerTable {
  readonly rule_id: string
  /** Stream time of its last hit. */
  readonly touched: number
  readonly body: string
}

/** The mode of each rule, as JSON; the empty id holds the digest of the files for which all are decided. */
export interface RuleModeTable {
  readonly rule_id: string
  readonly body: string
}

/** The sources that an incident's findings rest on: what a scope is held against. */
export interface IncidentSourceTable {
  readonly incident_id: string
  readonly source: string
}

/** Further names of an incident's thing, beside the one that it was opened by. */
export interface IncidentNameTable {
  readonly incident_id: string
  /** As `incident.grouped_by`. */
  readonly name: string
}

/** The sources of a finding's evidence. */
export interface FindingSourceTable {
  readonly finding_id: string
  readonly source: string
}

export interface IncidentTable {
  readonly id: string
  readonly n: number
  readonly realm: string
  /** Realm and observable, as `groupOf` and `columnText` write them. */
  readonly grouped_by: string
  readonly severity: number
  readonly last_time: number
  readonly touched: number
  /** Stream time until which findings can join. */
  readonly closes: number
  /** 1 where somebody closed it and nothing joined it since; 2 where it is folded as part of declared work; 3 where it
   * lies in another one. */
  readonly closed: number
  /** What it is found by, in lower case: its id, whom it is about, what its detectors are called. */
  readonly named: string
  /** The incident as JSON. */
  readonly body: string
}

export interface FindingTable {
  readonly id: string
  /** The order of its coming, over all incidents. */
  readonly n: number
  readonly incident_id: string
  readonly detector_id: string
  readonly severity: number
  readonly time: number
  /** The finding as JSON. */
  readonly body: string
}

export interface EvidenceFrameTable {
  readonly finding_id: string
  /** Place in the finding's evidence, from 0. */
  readonly place: number
  readonly event_id: string
  /** The frame's payload, cut at 64 KiB; null where the log no longer had it. */
  readonly payload: Uint8Array | null
  /** Bytes of the whole payload: larger than what is kept where it was cut. */
  readonly size: number | null
}

export interface OutboxTable {
  readonly n: number
  readonly id: string
  readonly kind: string
  readonly incident_id: string
  readonly at: number
}

export interface SequenceTable {
  readonly name: string
  /** The next number to give. */
  readonly next: number
}

// Types in the words that SQLite and PostgreSQL share: SQLite reads `bytea` as a column without conversion.
export const watchMigrations: readonly Migration[] = [
  {
    owner: 'watch',
    id: '0001-incident',
    up: [
      `create table incident (
        id text primary key not null,
        n bigint not null unique,
        realm text not null,
        grouped_by text not null,
        severity integer not null,
        last_time double precision not null,
        touched double precision not null,
        closes double precision not null,
        body text not null
      )`,
      'create index incident_newest on incident (last_time, n)',
      'create index incident_gravest on incident (severity, last_time, n)',
      'create index incident_open on incident (realm, closes)',
      'create index incident_touched on incident (realm, touched)',
      'create index incident_group on incident (grouped_by, last_time)',
      `create table finding (
        id text primary key not null,
        n bigint not null unique,
        incident_id text not null references incident (id),
        detector_id text not null,
        severity integer not null,
        time double precision not null,
        body text not null
      )`,
      'create index finding_incident on finding (incident_id, n)',
      'create index finding_detector on finding (detector_id, time)',
      `create table evidence_frame (
        finding_id text not null references finding (id),
        place integer not null,
        event_id text not null,
        payload bytea,
        size bigint,
        primary key (finding_id, place)
      )`,
      'create index evidence_frame_event on evidence_frame (event_id)',
      `create table outbox (
        n bigint primary key not null,
        id text not null unique,
        kind text not null,
        incident_id text not null,
        at double precision not null
      )`,
      'create table watch_sequence (name text primary key not null, next bigint not null)',
    ],
  },
  {
    owner: 'watch',
    id: '0002-sources',
    up: [
      `create table incident_source (
        incident_id text not null references incident (id),
        source text not null,
        primary key (incident_id, source)
      )`,
      `create table finding_source (
        finding_id text not null references finding (id),
        source text not null,
        primary key (finding_id, source)
      )`,
    ],
  },
  {
    owner: 'watch',
    id: '0003-rule-modes',
    up: [
      'create table rule_ledger (rule_id text primary key not null, touched double precision not null, body text not null)',
      'create index rule_ledger_touched on rule_ledger (touched)',
      'create table rule_mode (rule_id text primary key not null, body text not null)',
    ],
  },
  {
    owner: 'watch',
    id: '0004-queue',
    up: [
      'alter table incident add column closed integer not null default 0',
      `alter table incident add column named text not null default ''`,
      // Each order of the queue under each of its filters: whatever the number of incidents, a page is a range of an index.
      // What they are found by stands in it, so that looking for a text reads no row that does not answer.
      'create index incident_queue on incident (closed, severity, last_time, n, named)',
      'create index incident_queue_newest on incident (closed, last_time, n, named)',
      'create index incident_realm_queue on incident (realm, closed, severity, last_time, n, named)',
      'create index incident_realm_newest on incident (realm, closed, last_time, n, named)',
      `create table quiet (
        id text primary key not null,
        act text not null,
        rule_id text not null,
        grouped_by text not null,
        incident_id text not null references incident (id),
        severity integer not null,
        made_at double precision not null,
        until_at double precision not null,
        ended_at double precision,
        ended_by text,
        held bigint not null,
        last_held double precision,
        body text not null
      )`,
      'create index quiet_until on quiet (until_at)',
      'create index quiet_act on quiet (act, incident_id)',
    ],
  },
  {
    owner: 'watch',
    id: '0005-names',
    up: [
      `create table incident_name (
        incident_id text not null references incident (id),
        name text not null,
        primary key (incident_id, name)
      )`,
      'create index incident_name_name on incident_name (name)',
    ],
  },
]
