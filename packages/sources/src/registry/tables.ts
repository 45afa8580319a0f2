import type { Migration } from '@tocsin/store'

export interface RegistryTables {
  readonly source_setting: SourceSettingTable
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
]
