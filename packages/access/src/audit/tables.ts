import type { Migration } from '@tocsin/store'

export interface AuditTables {
  audit_entry: {
    n: number
    at: number
    who: string
    act: string
    /** Folded text for searching; follows from `entry`, and is checked against it. */
    words: string
    /** Canonical JSON: what the chain covers. */
    entry: string
    /** Hex HMAC-SHA-256 over the one before and this entry. */
    mac: string
  }
}

export const auditMigrations: readonly Migration[] = [
  {
    owner: 'audit',
    id: '0001-audit',
    up: [
      `create table audit_entry (
        n bigint primary key,
        at bigint not null,
        who text not null,
        act text not null,
        words text not null,
        entry text not null,
        mac text not null
      )`,
      `create index audit_entry_at on audit_entry (at)`,
      `create index audit_entry_who on audit_entry (who, n)`,
    ],
  },
]
