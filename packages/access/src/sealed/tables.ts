import type { Migration } from '@tocsin/store'

export interface SealedTables {
  sealed_secret: {
    name: string
    /** The master key that opens it. */
    key_id: string
    /** Base64: nonce (12 bytes), ciphertext, tag (16 bytes). */
    sealed: string
    /** Milliseconds since the epoch. */
    sealed_at: number
  }
}

export const sealedMigrations: readonly Migration[] = [
  {
    owner: 'sealed',
    id: '0001-sealed',
    up: [
      `create table sealed_secret (
        name text primary key,
        key_id text not null,
        sealed text not null,
        sealed_at bigint not null
      )`,
    ],
  },
]
