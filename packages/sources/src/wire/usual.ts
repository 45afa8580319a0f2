import type { ColumnName, Native } from '@tocsin/event'
import { firstText, integerOf, textOf } from './growing.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from './naming.ts'
import { type GrowingRow, setAddress, setInteger, setText } from './row.ts'

type Kind = 'text' | 'integer' | 'address'

// The names that our readers of text give, Sigma's names for web and firewall, and the columns that they fill.
const usual: ReadonlyMap<string, readonly [ColumnName, Kind]> = new Map([
  ['src_ip', ['src_endpoint.ip', 'address']],
  ['c-ip', ['src_endpoint.ip', 'address']],
  ['src_port', ['src_endpoint.port', 'integer']],
  ['src_host', ['src_endpoint.hostname', 'text']],
  ['src_mac', ['src_endpoint.mac', 'text']],
  ['dst_ip', ['dst_endpoint.ip', 'address']],
  ['dst_port', ['dst_endpoint.port', 'integer']],
  ['dst_host', ['dst_endpoint.hostname', 'text']],
  ['cs-host', ['dst_endpoint.hostname', 'text']],
  ['protocol', ['connection_info.protocol_name', 'text']],
  ['bytes_out', ['traffic.bytes_out', 'integer']],
  ['bytes_in', ['traffic.bytes_in', 'integer']],
  ['user', ['actor.user.name', 'text']],
  ['cs-username', ['actor.user.name', 'text']],
  ['target_user', ['user.name', 'text']],
  ['run_as', ['user.name', 'text']],
  ['command', ['process.cmd_line', 'text']],
  ['CommandLine', ['process.cmd_line', 'text']],
  ['Image', ['process.name', 'text']],
  ['ProcessId', ['process.pid', 'integer']],
  ['ParentImage', ['actor.process.name', 'text']],
  ['ParentCommandLine', ['actor.process.cmd_line', 'text']],
  ['Filename', ['file.path', 'text']],
  ['TargetFilename', ['file.path', 'text']],
  ['file_hash', ['file.hash', 'text']],
  ['query', ['query.hostname', 'text']],
  ['cs-uri', ['http_request.url', 'text']],
  ['c-uri', ['http_request.url', 'text']],
  ['cs-method', ['http_request.method', 'text']],
  ['cs-user-agent', ['http_request.user_agent', 'text']],
  ['sc-status', ['http_response.code', 'integer']],
  ['session', ['session.uid', 'text']],
  ['log_name', ['metadata.log_name', 'text']],
  ['event_code', ['metadata.event_code', 'text']],
  ['event_uid', ['metadata.uid', 'text']],
  ['device_host', ['device.hostname', 'text']],
  ['device_ip', ['device.ip', 'address']],
])

/** Fills the columns of the usual names, and the outcome. A native field goes before a derived one. */
export function fillUsual(row: GrowingRow, native: Native, derived: Native): void {
  if (derived.size > 0) fillFrom(row, derived)
  fillFrom(row, native)
  const outcome = native.get('outcome') ?? derived.get('outcome')
  if (outcome === 'success' || outcome === 'failure') row['status_id'] = outcome === 'success' ? 1 : 2
}

function fillFrom(row: GrowingRow, fields: Native): void {
  for (const name of fields.keys()) {
    const column = usual.get(name)
    if (column === undefined) continue
    const [into, kind] = column
    if (kind === 'text') setText(row, into, textOf(fields, name))
    else if (kind === 'integer') setInteger(row, into, integerOf(fields, name))
    else setAddress(row, into, textOf(fields, name))
  }
}

/** Names the host that reports, the account that acts and both ends. A name that no account answers to is none. */
export function nameUsual(naming: Naming, native: Native, derived: Native): void {
  const isPlain = derived.size === 0
  const first = (names: readonly string[]) =>
    firstText(native, names) ?? (isPlain ? undefined : firstText(derived, names))
  nameHost(naming, first(hosts))
  const isInvalid = native.get('invalid_user') === true || derived.get('invalid_user') === true
  if (!isInvalid) nameAccount(naming, first(accounts), first(domains))
  nameAccount(naming, first(targets))
  nameAddress(naming, first(sources))
  nameAddress(naming, first(destinations))
}

const hosts = ['device_host'] as const
const accounts = ['user', 'cs-username', 'username'] as const
const domains = ['user_domain'] as const
const targets = ['target_user'] as const
const sources = ['src_ip', 'c-ip', 'addr'] as const
const destinations = ['dst_ip'] as const
