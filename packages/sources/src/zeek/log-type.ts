import type { Native } from '@tocsin/event'
import { firstText } from '../wire/growing.ts'

/**
 * The log that a Zeek record belongs to: stated (`_path` of json-streaming-logs, `@stream` of Corelight and Kafka
 * writers), else told by the fields that only that log has.
 */
export function logType(native: Native): string | undefined {
  const stated = firstText(native, ['_path', '@stream'])
  if (stated !== undefined) return /^[a-z][\w-]{0,63}$/i.test(stated) ? stated.toLowerCase() : undefined
  for (const [type, ...fields] of shapes) if (fields.every((field) => has(native, field))) return type
  return undefined
}

// From Zeek's own log reference (docs.zeek.org, Log Files); the more telling first.
const shapes: readonly (readonly [type: string, ...fields: string[]])[] = [
  ['conn', 'conn_state'],
  ['conn', 'proto', 'history', 'uid'],
  ['dns', 'trans_id', 'qtype_name'],
  ['dns', 'query', 'rejected'],
  ['dns', 'trans_id', 'AA', 'RD'],
  ['http', 'trans_depth'],
  ['ssl', 'cipher', 'established'],
  ['ssl', 'established', 'resumed'],
  ['x509', 'certificate.serial'],
  ['files', 'fuid', 'seen_bytes'],
  ['dce_rpc', 'endpoint', 'operation'],
  ['kerberos', 'request_type', 'client'],
  ['kerberos', 'forwardable', 'renewable'],
  ['ntlm', 'server_nb_computer_name'],
  ['smb_files', 'action', 'times_modified'],
  ['smb_mapping', 'share_type'],
  ['rdp', 'security_protocol'],
  ['rdp', 'cookie', 'result'],
  ['ssh', 'auth_attempts'],
  ['ssh', 'hasshVersion'],
  ['smtp', 'helo', 'trans_depth'],
  ['ftp', 'command', 'reply_code'],
  ['dhcp', 'msg_types'],
  ['notice', 'note', 'msg'],
  ['weird', 'name', 'notice', 'peer'],
  ['software', 'software_type'],
  ['snmp', 'community', 'get_requests'],
  ['modbus_read_device_identification', 'object_id_code', 'device_id_code'],
  ['modbus_detailed', 'modbus_detailed_link_id', 'matched'],
  ['s7comm_known_devices', 'module_serial', 'module_name'],
  ['s7comm_read_szl', 'szl_id', 'szl_index'],
  ['s7comm_upload_download', 'function_status', 'destination_filesystem'],
  ['s7comm', 'rosctr_code', 'pdu_reference'],
  ['cip_identity', 'socket_address', 'product_name'],
  ['modbus', 'func', 'tid'],
  ['dnp3', 'fc_request'],
  ['tunnel', 'tunnel_type'],
]

// Zeek's record separator is a dot; writers for stores that dislike dots put an underscore.
function has(native: Native, field: string): boolean {
  return native.has(field) || (field.includes('.') && native.has(field.replaceAll('.', '_')))
}
