import type { Migration } from '@tocsin/store'

export interface ConnectionTables {
  readonly connection: ConnectionTable
  readonly connection_position: PositionTable
}

/** A connection that was added while Tocsin ran; `settings` is its shape as JSON, without its secret. */
export interface ConnectionTable {
  readonly id: string
  readonly settings: string
  readonly paused: number
  /** Milliseconds since the epoch. */
  readonly created_at: number
  readonly created_by: string
}

/** How far a connection has read one of its files, journals or cursors: nothing before it is asked for again. */
export interface PositionTable {
  readonly connection: string
  readonly place: string
  readonly position: string
  readonly changed_at: number
}

export const connectionsMigrations: readonly Migration[] = [
  {
    owner: 'connections',
    id: '0001-connection',
    up: [
      `create table connection (
        id text primary key not null,
        settings text not null,
        paused integer not null,
        created_at double precision not null,
        created_by text not null
      )`,
      `create table connection_position (
        connection text not null,
        place text not null,
        position text not null,
        changed_at double precision not null,
        primary key (connection, place)
      )`,
    ],
  },
]
