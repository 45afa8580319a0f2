import type { Migration } from '@tocsin/store'

export interface RegistryTables {
  readonly source_setting: SourceSettingTable
  readonly source_profile: SourceProfileTable
  readonly source_zone: SourceZoneTable
  readonly source_health: SourceHealthTable
}

/** What somebody declared of a source: what it is, how it comes, what is expected of it. */
export interface SourceProfileTable {
  readonly source: string
  /** The catalogue's name of what sends. */
  readonly equipment: string | null
  readonly decoder: string | null
  /** The address whose frames of a shared door are this source. */
  readonly sender: string | null
  /** The source whose frames those would be. */
  readonly door: string | null
  readonly owner: string | null
  /** What its records pass through. */
  readonly parent: string | null
  readonly realm: string
  /** Events an hour. */
  readonly expected: number | null
  readonly silent_minutes: number | null
  /** Milliseconds since the epoch. */
  readonly created_at: number
  readonly created_by: string
}

/** The zone of times that are written without one; an empty sender is the whole source. */
export interface SourceZoneTable {
  readonly source: string
  readonly sender: string
  readonly zone: string
  readonly changed_at: number
  readonly changed_by: string
}

/** What was learnt of a source, or of one sender of it (else empty), as JSON. */
export interface SourceHealthTable {
  readonly source: string
  readonly sender: string
  readonly body: string
  readonly at: number
}

/** What was decided about a source; a source of which nothing was decided has no row. */
export interface SourceSettingTable {
  readonly source: string
  readonly department: string | null
  readonly raw_days: number | null
  readonly column_days: number | null
  readonly personal: string
  /** Milliseconds since the epoch. */
  readonly changed_at: number
  readonly changed_by: string
}

export const sourcesMigrations: readonly Migration[] = [
  {
    owner: 'sources',
    id: '0001-setting',
    up: [
      `create table source_setting (
        source text primary key not null,
        department text,
        raw_days bigint,
        column_days bigint,
        personal text not null,
        changed_at double precision not null,
        changed_by text not null
      )`,
      'create index source_setting_department on source_setting (department)',
    ],
  },
  {
    owner: 'sources',
    id: '0002-health',
    up: [
      `create table source_profile (
        source text primary key not null,
        equipment text,
        decoder text,
        sender text,
        door text,
        owner text,
        parent text,
        realm text not null,
        expected double precision,
        silent_minutes double precision,
        created_at double precision not null,
        created_by text not null
      )`,
      `create table source_zone (
        source text not null,
        sender text not null,
        zone text not null,
        changed_at double precision not null,
        changed_by text not null,
        primary key (source, sender)
      )`,
      `create table source_health (
        source text not null,
        sender text not null,
        body text not null,
        at double precision not null,
        primary key (source, sender)
      )`,
    ],
  },
]
