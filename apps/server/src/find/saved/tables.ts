import type { Migration } from '@tocsin/store'

/** Times are milliseconds since the epoch. */
export interface FindTables {
  readonly saved_search: SavedTable
}

export interface SavedTable {
  readonly id: string
  /** The account or token that saved it. */
  readonly owner: string
  readonly name: string
  /** The name folded: one person has no two searches that look alike. */
  readonly name_key: string
  readonly text: string
  /** `hour`, `day`, `week` or `all`. */
  readonly span: string
  /** A JSON list of fields that the table shows; empty: its own choice. */
  readonly columns: string
  /** `nobody`, `everyone`, `role:NAME` or `department:NAME`. */
  readonly shared: string
  readonly created_at: number
  readonly changed_at: number
}

export const findMigrations: readonly Migration[] = [
  {
    owner: 'find',
    id: '0001-saved-search',
    up: [
      `create table saved_search (
        id text primary key not null,
        owner text not null,
        name text not null,
        name_key text not null,
        text text not null,
        span text not null,
        columns text not null,
        shared text not null,
        created_at double precision not null,
        changed_at double precision not null
      )`,
      // Its key decides between two that are saved under one name at once
      'create unique index saved_search_name on saved_search (owner, name_key)',
      'create index saved_search_shared on saved_search (shared)',
    ],
  },
]
