import type { AuditEntry } from './people-api.ts'

const columns = [
  'n',
  'at',
  'who',
  'role',
  'act',
  'about',
  'outcome',
  'rows',
  'reason',
  'incident',
  'times',
  'address',
] as const

/** Entries as CSV (RFC 4180). A cell that a spreadsheet would run as a formula begins with an apostrophe (CWE-1236). */
export function csvOf(entries: readonly AuditEntry[]): string {
  const lines = entries.map((entry) =>
    columns.map((name) => cell(name === 'at' ? new Date(entry.at).toISOString() : String(entry[name] ?? ''))).join(','),
  )
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
