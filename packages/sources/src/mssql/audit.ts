import type { Put } from '../wire/dialect.ts'

/**
 * The text of a SQL Server audit record (event 33205, or a file read with `sys.fn_get_audit_file`): `name:value`, a line each.
 * A statement goes over lines: what begins with no name of the record belongs to the one before.
 */
export function readAuditText(text: string, start: number, put: Put): boolean {
  if (!text.startsWith('audit_schema_version:', start) && !text.startsWith('event_time:', start)) return false
  let name: string | undefined
  let from = start
  let end = start
  const flush = () => {
    if (name !== undefined && end > from) put(name, text.slice(from, end), from, end)
  }
  for (let at = start; at < text.length; ) {
    const next = text.indexOf('\n', at)
    const lineEnd = next < 0 ? text.length : next
    const visible = text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd
    const colon = text.indexOf(':', at)
    const key = colon > at && colon - at <= 40 && colon < lineEnd ? text.slice(at, colon) : ''
    if (names.has(key)) {
      flush()
      name = key
      from = colon + 1
      end = visible
    } else end = visible
    at = lineEnd + 1
  }
  flush()
  return true
}

// "SQL Server Audit records", Microsoft Learn; what more there is stays in the field before it.
const names = new Set([
  ...['audit_schema_version', 'event_time', 'sequence_number', 'action_id', 'succeeded', 'is_column_permission'],
  ...['session_id', 'server_principal_id', 'database_principal_id', 'target_server_principal_id'],
  ...['target_database_principal_id', 'object_id', 'user_defined_event_id', 'transaction_id', 'class_type'],
  ...['duration_milliseconds', 'response_rows', 'affected_rows', 'client_tls_version', 'database_transaction_id'],
  ...[
    'ledger_start_sequence_number',
    'client_ip',
    'permission_bitmask',
    'sequence_group_id',
    'session_server_principal_name',
  ],
  ...['server_principal_name', 'server_principal_sid', 'database_principal_name', 'target_server_principal_name'],
  ...['target_server_principal_sid', 'target_database_principal_name', 'server_instance_name', 'database_name'],
  ...['schema_name', 'object_name', 'statement', 'additional_information', 'user_defined_information'],
  ...['application_name', 'connection_id', 'data_sensitivity_information', 'host_name', 'client_tls_version_name'],
  ...['is_local_secondary_replica', 'external_policy_permissions_checked', 'obo_middle_tier_app_id'],
])
