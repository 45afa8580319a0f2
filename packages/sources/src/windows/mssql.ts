import type { LogSource, Native, Value } from '@tocsin/event'
import { readMssql } from '../mssql/mssql.ts'
import { derivedOf } from '../wire/dialect.ts'
import { firstText } from '../wire/growing.ts'

// SQL Server's own events in Windows' channels: 33205 an audit record, 18453 to 18456 sign-ins, 15457 sp_configure.
const events = new Set([33205, 18453, 18454, 18455, 18456, 15457])

/** What SQL Server says inside an event of Windows, under the names that rules for databases read; nothing where it is none. */
export function mssqlInside(
  native: Native,
  eventId: number | undefined,
  provider: string,
): { readonly fields: Native; readonly logsources: readonly LogSource[] } | undefined {
  if (eventId === undefined || !events.has(eventId) || !provider.startsWith('MSSQL')) return undefined
  const text = firstText(native, eventId === 33205 ? ['Data', 'Message'] : ['Message', 'Data'])
  if (text === undefined) return undefined
  // The audit's text may stand behind a line of the event's own words.
  const at = text.indexOf('audit_schema_version:')
  const fields = new Map<string, Value>()
  const said = readMssql(at > 0 ? text.slice(at) : text, (name, value) => fields.set(name, value))
  if (said === undefined) return undefined
  return { fields: new Map([...fields, ...derivedOf(fields, said)]), logsources: said.logsources }
}
