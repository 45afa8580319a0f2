import { createHmac } from 'node:crypto'
import { type AuditEntry, entryText, searchable } from './entry.ts'
import type { AuditTables } from './tables.ts'

export type AuditRow = AuditTables['audit_entry']

/** Where a chain stands: its last entry, or where none is. */
export interface Head {
  readonly n: number
  readonly mac: string
}

export const noHead: Head = { n: 0, mac: '0'.repeat(64) }

/** An entry's link: whoever has the state store and not the key can neither change, add, remove nor reorder (RFC 2104). */
export function link(key: Uint8Array, before: string, entry: string): string {
  return createHmac('sha256', key).update(`${before}\n${entry}`, 'utf8').digest('hex')
}

/** The row of the next entry. */
export function rowAfter(key: Uint8Array, head: Head, entry: AuditEntry): AuditRow {
  const text = entryText(entry)
  return { ...columnsOf(entry), entry: text, mac: link(key, head.mac, text) }
}

/** What stands beside an entry's text, for the database to look up by. */
export function columnsOf(entry: AuditEntry): Pick<AuditRow, 'n' | 'at' | 'who' | 'act' | 'words'> {
  return { n: entry.n, at: entry.at, who: entry.who, act: entry.act, words: searchable(entry) }
}
