import type { Migration } from '@tocsin/store'
import { orderMigration } from '../orders/tables.ts'

/** Tables of this wing. Times are milliseconds since the epoch; records are the JSON form of `@tocsin/city`. */
export interface InventoryTables {
  readonly city_record: RecordTable
  readonly city_version: VersionTable
  readonly city_change: ChangeTable
  readonly city_fact: FactTable
  readonly city_flow: FlowTable
  readonly city_discrepancy: DiscrepancyTable
  readonly city_zone_mode: ZoneModeTable
  readonly city_view: ViewTable
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
  /** `import`, `answer`, `record`, `learnt`, `undo`. */
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

/** What records state of one thing, and how often. */
export interface FactTable {
  readonly key: string
  readonly asset: string | null
  readonly scheme: string
  readonly known: string
  readonly topic: string
  readonly value: string
  readonly detail: string | null
  readonly said_by: string
  readonly source: string
  readonly first: number
  readonly last: number
  readonly count: number
  readonly event: string
}

/** Who speaks with whom. An end is an address, `outside`, or `zone:<id>` where many were folded into one. */
export interface FlowTable {
  readonly key: string
  readonly from_end: string
  readonly to_end: string
  readonly transport: string
  readonly port: number
  readonly app: string
  readonly source: string
  readonly first: number
  readonly last: number
  readonly count: number
  readonly bytes: number
  readonly event: string
  /** When it was last said that no conduit is meant for it. */
  readonly told: number | null
}

export interface DiscrepancyTable {
  readonly key: string
  readonly kind: string
  readonly asset: string
  readonly other: string | null
  readonly topic: string
  readonly value: string
  readonly against: string | null
  readonly said_by: string
  readonly source: string
  readonly first: number
  readonly last: number
  readonly count: number
  readonly event: string
}

export interface ZoneModeTable {
  readonly zone: string
  /** `learn`, `review`, `enforce`. */
  readonly mode: string
  readonly who: string
  readonly at: number
}

/** A view of the inventory that somebody gave a name. */
export interface ViewTable {
  readonly id: string
  readonly owner: string
  readonly name: string
  /** What stands in the address behind `?`. */
  readonly asked: string
  /** 1 where everybody who sees the city sees it. */
  readonly shared: number
  readonly at: number
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
  {
    owner: 'inventory',
    id: '0002-learnt',
    up: [
      `create table city_fact (
        key text primary key not null,
        asset text,
        scheme text not null,
        known text not null,
        topic text not null,
        value text not null,
        detail text,
        said_by text not null,
        source text not null,
        first double precision not null,
        last double precision not null,
        count bigint not null,
        event text not null
      )`,
      'create index city_fact_asset on city_fact (asset, key)',
      `create table city_flow (
        key text primary key not null,
        from_end text not null,
        to_end text not null,
        transport text not null,
        port bigint not null,
        app text not null,
        source text not null,
        first double precision not null,
        last double precision not null,
        count bigint not null,
        bytes double precision not null,
        event text not null,
        told double precision
      )`,
      `create table city_discrepancy (
        key text primary key not null,
        kind text not null,
        asset text not null,
        other text,
        topic text not null,
        value text not null,
        against text,
        said_by text not null,
        source text not null,
        first double precision not null,
        last double precision not null,
        count bigint not null,
        event text not null
      )`,
      `create table city_zone_mode (
        zone text primary key not null,
        mode text not null,
        who text not null,
        at double precision not null
      )`,
    ],
  },
  {
    owner: 'inventory',
    id: '0003-saved-views',
    up: [
      `create table city_view (
        id text primary key not null,
        owner text not null,
        name text not null,
        asked text not null,
        shared integer not null,
        at double precision not null
      )`,
      'create unique index city_view_name on city_view (owner, name)',
    ],
  },
  orderMigration,
]
