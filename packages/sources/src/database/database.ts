import type { LogSource, Native, Value } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { isoTime } from '../wire/time.ts'
import { type Field, fieldsOf } from './csv.ts'

const database: LogSource = { category: 'database' }

// OCSF 1.3: 6005 Datastore Activity, 3002 Authentication.
const query = (product: string): Said => ({
  logsources: [database, { product, category: 'database' }],
  product,
  kind: [6005, 99],
  aliases: [['command', 'statement', 'query_text']],
})
const login = (product: string): Said => ({ ...query(product), kind: [3002, 1] })

const pgQuery: Said = { ...query('postgresql'), derive: deriveAudit }
const pgLogin: Said = login('postgresql')

const says = phrases(
  [
    ['password authentication failed for user "%{text:user}"', { action: 'login', outcome: 'failure' }, pgLogin],
    [
      'no pg_hba.conf entry for host "%{ip:src_ip}", user "%{text:user}", database "%{text:database}"',
      { action: 'login', outcome: 'failure' },
      pgLogin,
    ],
    ['role "%{text:user}" does not exist', { action: 'login', outcome: 'failure', invalid_user: true }, pgLogin],
    ['connection received: host=%{ip:src_ip} port=%{int:src_port}', { action: 'connect' }, pgLogin],
    [
      'connection authorized: user=%{word:user} database=%{word:database}',
      { action: 'login', outcome: 'success' },
      pgLogin,
    ],
    [
      'connection authenticated: identity="%{text:identity}" method=%{word:method}',
      { action: 'authentication', outcome: 'success' },
      pgLogin,
    ],
    [
      'disconnection: session time: %{word:duration} user=%{word:user} database=%{word:database} host=%{word:src_ip}',
      { action: 'logout' },
      { ...pgLogin, kind: [3002, 2] },
    ],
    ['statement: %{rest:statement}', { action: 'statement' }, pgQuery],
    ['execute %{text}: %{rest:statement}', { action: 'statement' }, pgQuery],
    ['permission denied for %{rest:object}', { action: 'statement', outcome: 'failure' }, pgQuery],
  ],
  pgQuery,
)

/** PostgreSQL: csvlog, or stderr and syslog with or without its usual `log_line_prefix`, pgaudit within; see SPEC.md. */
export const postgresql: Dialect = {
  id: 'postgresql',
  logsources: pgQuery.logsources,
  read(text, start, put) {
    csvTime.lastIndex = start
    const csv = csvTime.exec(text)
    if (csv !== null) return readCsv(text, start, csv[1] ?? '', put)
    prefix.lastIndex = start
    const line = prefix.exec(text)
    if (line === null) return undefined
    const at = start + line[0].length
    const level = line[3] ?? ''
    const levelAt = start + line[0].lastIndexOf(level)
    putOwner(line[2], levelAt, put)
    put('error_severity', level, levelAt, levelAt + level.length)
    const time = line[1] === undefined ? undefined : isoTime(line[1].trim())
    const said = readAuditOf(text, at, text.length, put) ?? says(text, at, put) ?? pgQuery
    return time === undefined ? said : { ...said, time, ...(!/ (?:UTC|GMT) /.test(line[0]) && { local: true }) }
  },
}

// `2026-11-20 10:00:00.123 UTC,"app","city",812,"198.51.100.7:4242",...`
const csvTime = /(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3} [A-Z]{2,5}),/y
// `2026-11-20 10:00:00.123 UTC [812] app@city LOG:  statement: ...`; by syslog `[3-1] LOG:  ...`.
const prefix =
  /(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})? )?(?:[A-Z]{2,5} )?(?:\[[\d-]{1,24}\][: ]{0,2})?(?:([^:[\]]{0,160}) )??(LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|DETAIL|STATEMENT|HINT|AUDIT): {1,2}/y

// The usual `%q%u@%d `.
function putOwner(words: string | undefined, end: number, put: Put): void {
  const match = /(?:^| )([^\s@]{1,64})@([^\s@]{1,64})$/.exec(words ?? '')
  if (match === null) return
  const [, user = '', database = ''] = match
  put('user', user, end - database.length - 2 - user.length, end - database.length - 2)
  put('database', database, end - database.length - 1, end - 1)
}

// PostgreSQL 16, table 19.8.4: the columns of csvlog.
const csvNames = [
  ...['log_time', 'user', 'database', 'pid', 'connection_from', 'session_id', 'session_line_num', 'command_tag'],
  ...['session_start_time', 'virtual_transaction_id', 'transaction_id', 'error_severity', 'sql_state_code', 'text'],
  ...['detail', 'hint', 'internal_query', 'internal_query_pos', 'context', 'query_text', 'query_pos', 'location'],
  ...['application_name', 'backend_type', 'leader_pid', 'query_id'],
]

function readCsv(text: string, start: number, stamp: string, put: Put): Said | undefined {
  const fields = fieldsOf(text, start, csvNames.length)
  // 13 columns lead to the message; older versions have fewer behind it.
  if (fields.length < 23) return undefined
  for (const [index, name] of csvNames.entries()) putField(fields[index], name, put)
  const from = fields[4]
  const colon = from === undefined ? -1 : from.value.lastIndexOf(':')
  if (from !== undefined && colon > 0) {
    put('src_ip', from.value.slice(0, colon), from.start, from.start + colon)
    const port = from.value.slice(colon + 1)
    if (/^\d{1,5}$/.test(port)) put('src_port', Number(port), from.start + colon + 1, from.end)
  }
  const message = fields[13]
  const said =
    message === undefined
      ? undefined
      : (readAuditOf(text, message.start, message.end, put) ?? says(text.slice(0, message.end), message.start, put))
  // Zones other than these two mean different things to different people: `received` knows better.
  const time = /(?:UTC|GMT)$/.test(stamp) ? isoTime(`${stamp.slice(0, -4)}Z`) : undefined
  return { ...(said ?? pgQuery), ...(time !== undefined && { time }) }
}

function putField(field: Field | undefined, name: string, put: Put): void {
  if (field !== undefined && field.value !== '') put(name, field.value, field.start, field.end)
}

// pgaudit: `AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.citizens,select * from citizens,<none>`.
const auditNames = [
  ...['audit_type', 'statement_id', 'substatement_id', 'audit_class', 'command_tag', 'object_type', 'object_name'],
  ...['statement', 'parameter'],
]

function readAuditOf(text: string, start: number, end: number, put: Put): Said | undefined {
  const at = text.startsWith('AUDIT: ', start) ? start + 7 : start
  if (!text.startsWith('SESSION,', at) && !text.startsWith('OBJECT,', at)) return undefined
  // Inside a column of csvlog quotes are doubled once more.
  const nested = text.charCodeAt(end) === 34
  const inner = nested ? text.slice(at, end).replaceAll('""', '"') : text.slice(at, end)
  const same = inner.length === end - at
  const fields = fieldsOf(inner, 0, auditNames.length)
  if (fields.length < 8) return undefined
  for (const [index, name] of auditNames.entries()) {
    const field = fields[index]
    if (field === undefined || field.value === '' || field.value === '<none>') continue
    put(name, field.value, same ? at + field.start : at, same ? at + field.end : end)
  }
  put('action', 'statement', at, end)
  return pgQuery
}

function deriveAudit(native: Native, derived: Map<string, Value>): void {
  const tag = native.get('audit_class')
  if (tag !== undefined) derived.set('log_name', 'pgaudit')
}

const mdbQuery: Said = {
  ...query('mariadb'),
  aliases: [
    ['src_ip', 'src_host'],
    ['command', 'statement'],
    ['session', 'connection_id'],
  ],
  derive: deriveOperation,
}
const mdbLogin: Said = { ...mdbQuery, kind: [3002, 1] }

// `20261120 10:00:00,srv-db,app,198.51.100.7,42,812,QUERY,city,'select 1',0` (MariaDB audit plugin, log format); syslog
// leaves the time out and may put `name: ` in front.
const mdbNames = ['server_host', 'user', 'src_host', 'connection_id', 'query_id', 'operation', 'database']
const mdbHead =
  /(?:[\w.-]{1,64}: )?(?:(\d{8} \d{2}:\d{2}:\d{2}),)?(?=[^,]{0,255},[^,]{0,255},[^,]{0,255},\d{1,20},\d{1,20},(?:CONNECT|FAILED_CONNECT|DISCONNECT|QUERY|READ|WRITE|CREATE|ALTER|RENAME|DROP)(?:_[A-Z]{2,3})?,)/y

/** MariaDB's audit plugin (server_audit), of file or syslog; see SPEC.md. */
export const mariadb: Dialect = {
  id: 'mariadb',
  logsources: mdbQuery.logsources,
  read(text, start, put) {
    mdbHead.lastIndex = start
    const match = mdbHead.exec(text)
    if (match === null) return undefined
    let at = start + match[0].length
    let operation = ''
    for (const name of mdbNames) {
      const end = text.indexOf(',', at)
      if (end < 0) return mdbQuery
      if (end > at) put(name, text.slice(at, end), at, end)
      if (name === 'operation') operation = text.slice(at, end)
      at = end + 1
    }
    const last = text.lastIndexOf(',')
    if (last >= at) {
      const quoted = text.charCodeAt(at) === 39 && text.charCodeAt(last - 1) === 39 && last - at >= 2
      const [from, to] = quoted ? [at + 1, last - 1] : [at, last]
      if (to > from) put('statement', text.slice(from, to), from, to)
      put('retcode', text.slice(last + 1), last + 1, text.length)
    }
    return operation.endsWith('CONNECT') ? mdbLogin : mdbQuery
  },
}

function deriveOperation(native: Native, derived: Map<string, Value>): void {
  const operation = native.get('operation')
  const failed = operation === 'FAILED_CONNECT' || (native.get('retcode') !== '0' && native.has('retcode'))
  derived.set('outcome', failed ? 'failure' : 'success')
  if (operation === 'CONNECT' || operation === 'FAILED_CONNECT') derived.set('action', 'login')
  else derived.set('action', operation === 'DISCONNECT' ? 'logout' : 'statement')
}
