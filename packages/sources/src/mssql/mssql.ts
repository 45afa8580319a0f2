import type { LogSource, Native, Value } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { phrases } from '../wire/phrases.ts'
import { timeOf } from '../wire/time.ts'
import { readAuditText } from './audit.ts'

const sources: readonly LogSource[] = [{ product: 'mssql', category: 'database' }, { category: 'database' }]
// OCSF 1.3: 6005 Datastore Activity, 3002 Authentication.
const said: Said = { logsources: sources, product: 'Microsoft SQL Server', kind: [6005, 99] }
const signIn: Said = { ...said, kind: [3002, 1] }
const audit: Said = {
  ...said,
  derive: deriveAudit,
  aliases: [
    ['user', 'session_server_principal_name', 'server_principal_name'],
    ['target_user', 'target_server_principal_name', 'target_database_principal_name'],
    ['src_ip', 'client_ip'],
    ['src_host', 'host_name'],
    ['database', 'database_name'],
    ['command', 'statement'],
    ['device_host', 'server_instance_name'],
    ['event_code', 'action_id'],
    ['session', 'session_id'],
  ],
}

// `2026-11-20 10:00:00.12 Logon       Login failed ...`: the server's own local time, left to `received`.
const head = /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{2} (Logon|Backup|Server|spid\d{1,5}s?) {1,12}/y

const says = phrases(
  [
    [
      "Login failed for user '%{text:user}'. Reason: %{text:reason} [CLIENT: %{text:src_ip}]",
      { action: 'login', outcome: 'failure' },
      signIn,
    ],
    ["Login failed for user '%{text:user}'. [CLIENT: %{text:src_ip}]", { action: 'login', outcome: 'failure' }, signIn],
    [
      "Login succeeded for user '%{text:user}'. %{text} [CLIENT: %{text:src_ip}]",
      { action: 'login', outcome: 'success' },
      signIn,
    ],
    [
      "Configuration option '%{text:option}' changed from %{int:before} to %{int:after}",
      { action: 'configured' },
      said,
    ],
    ['Database backed up. Database: %{text:database}, creation date', { action: 'backup' }, said],
    ['Database was restored: Database: %{text:database}, creation date', { action: 'restore' }, said],
    ['Error: %{int:error}, Severity: %{int:error_severity}, State: %{int:error_state}', { action: 'error' }, said],
    ['SQL Trace stopped. Trace ID = %{word:trace}. Login Name = %{rest:user}', { action: 'trace-stopped' }, said],
  ],
  said,
)

/** SQL Server's ERRORLOG, and the text of its audit records; see SPEC.md. */
export const mssql: Dialect = {
  id: 'mssql',
  logsources: [...sources, { product: 'mssql' }],
  read(text, start, put) {
    if (readAuditText(text, start, put)) return withTime(text, start)
    head.lastIndex = start
    const match = head.exec(text)
    if (match === null) return undefined
    const component = match[1] ?? ''
    put('component', component, start + 23, start + 23 + component.length)
    return says(text, start + match[0].length, put) ?? said
  },
}

/** What SQL Server says without its log's head, as in Windows' events of it. */
export function readMssql(text: string, put: Put): Said | undefined {
  return readAuditText(text, 0, put) ? withTime(text, 0) : says(text, 0, put)
}

// `event_time` of an audit is UTC, with seven decimals.
function withTime(text: string, start: number): Said {
  const at = text.indexOf('event_time:', start)
  const time = at < 0 ? undefined : timeOf(text.slice(at + 11, at + 38).trim())
  return time === undefined ? audit : { ...audit, time }
}

// "SQL Server Audit action groups and actions", Microsoft Learn: action_id.
const actions: ReadonlyMap<string, string> = new Map([
  ['LGIS', 'login'],
  ['LGIF', 'login'],
  ['LGO', 'logout'],
  ['DBAS', 'login'],
  ['DBAF', 'login'],
  ['PWR', 'password-reset'],
  ['PWC', 'password-changed'],
  ['APRL', 'role-member-added'],
  ['DPRL', 'role-member-removed'],
  ['CR', 'create'],
  ['DR', 'drop'],
  ['AL', 'alter'],
  ['G', 'grant'],
  ['R', 'revoke'],
  ['D', 'deny'],
  ['AUSC', 'audit-changed'],
  ['AUSF', 'audit-failed'],
  ['BA', 'backup'],
])
const statements = new Set(['SL', 'IN', 'UP', 'DL', 'EX', 'BCM', 'RCM', 'SBCM'])

function deriveAudit(native: Native, derived: Map<string, Value>): void {
  const id = (textOf(native, 'action_id') ?? '').trim()
  const action = actions.get(id) ?? (statements.has(id) ? 'statement' : undefined)
  if (action !== undefined) derived.set('action', action)
  const succeeded = textOf(native, 'succeeded')?.trim().toLowerCase()
  if (succeeded !== undefined) derived.set('outcome', succeeded === 'true' || succeeded === '1' ? 'success' : 'failure')
}
