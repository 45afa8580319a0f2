import type { Migration } from '@tocsin/store'

/** Tables of this wing. Times are milliseconds since the epoch; records are the JSON form of `@tocsin/city`. */
export interface InventoryTables {
  readonly city_record: RecordTable
  readonly city_version: VersionTable
  readonly city_change: ChangeTable
}

/** What is known now. */
export interface RecordTable {
  readonly section: string
  readonly id: string
  readonly body: string
}

export interface VersionTable {
  readonly number: number
  readonly at: number
  readonly who: string
  /** `import`, `answer`, `record`, `undo`. */
  readonly kind: string
  /** What it was made from: a file's name, a service, the number of the version that was undone. */
  readonly about: string
  readonly added: number
  readonly updated: number
  readonly removed: number
}

/** What a version changed: both sides of each record, so that it can be shown and undone. */
export interface ChangeTable {
  readonly number: number
  readonly section: string
  readonly id: string
  readonly before: string | null
  readonly after: string | null
}

export const inventoryMigrations: readonly Migration[] = [
  {
    owner: 'inventory',
    id: '0001-city',
    up: [
      `create table city_record (
        section text not null,
        id text not null,
        body text not null,
        primary key (section, id)
      )`,
      // Its key is the lock: of two changes of one version, the second cannot be written.
      `create table city_version (
        number bigint primary key not null,
        at double precision not null,
        who text not null,
        kind text not null,
        about text not null,
        added bigint not null,
        updated bigint not null,
        removed bigint not null
      )`,
      `create table city_change (
        number bigint not null,
        section text not null,
        id text not null,
        before text,
        after text,
        primary key (number, section, id)
      )`,
      'create index city_change_record on city_change (section, id, number)',
    ],
  },
]
