import type { Migration } from '@tocsin/store'

export interface OrderTables {
  readonly work_order: OrderTable
}

/** Times are milliseconds since the epoch. */
export interface OrderTable {
  readonly n: number
  readonly id: string
  readonly name: string
  readonly from_at: number
  /** Before its time where somebody ended it. */
  readonly over_at: number
  /** The order as JSON. */
  readonly body: string
}

export const orderMigration: Migration = {
  owner: 'inventory',
  id: '0004-orders',
  up: [
    `create table work_order (
      n bigint primary key not null,
      id text not null unique,
      name text not null,
      from_at double precision not null,
      over_at double precision not null,
      body text not null
    )`,
    'create index work_order_over on work_order (over_at, n)',
  ],
}
