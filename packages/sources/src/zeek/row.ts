import type { EventRow, Native } from '@tocsin/event'
import { firstText, integerOf, textOf } from '../wire/growing.ts'
import { fillRow, type GrowingRow, type RowPlan, setAddress, setInteger, setText } from '../wire/row.ts'

/** Zeek log -> OCSF 1.3 class and activity. */
const classes: ReadonlyMap<string, readonly [uid: number, activity: number]> = new Map([
  ['conn', [4001, 6]],
  ['ssl', [4001, 6]],
  ['dce_rpc', [4001, 6]],
  ['tunnel', [4014, 99]],
  ['dns', [4003, 6]],
  ['http', [4002, 99]],
  ['dhcp', [4004, 99]],
  ['rdp', [4005, 99]],
  ['smb_files', [4006, 99]],
  ['smb_mapping', [4006, 99]],
  ['ssh', [4007, 99]],
  ['ftp', [4008, 99]],
  ['smtp', [4009, 99]],
  ['files', [4010, 99]],
  ['ntp', [4013, 99]],
  ['kerberos', [3002, 3]],
  ['ntlm', [3002, 1]],
  ['radius', [3002, 1]],
  ['notice', [2004, 1]],
])

// OCSF 1.3 HTTP Activity.
const methods = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'TRACE', 'PATCH']

const everywhere: RowPlan = {
  text: [
    ['metadata.uid', 'uid'],
    ['session.uid', 'uid'],
    ['connection_info.protocol_name', 'proto'],
    ['src_endpoint.mac', 'orig_l2_addr'],
    ['query.hostname', 'query'],
    ['user.name', 'username'],
  ],
  integers: [
    ['src_endpoint.port', 'id_orig_p'],
    ['src_endpoint.port', 'id.orig_p'],
    ['dst_endpoint.port', 'id_resp_p'],
    ['dst_endpoint.port', 'id.resp_p'],
    ['traffic.bytes_out', 'orig_bytes'],
    ['traffic.bytes_in', 'resp_bytes'],
  ],
}
const http: RowPlan = {
  text: [
    ['http_request.method', 'method'],
    ['http_request.user_agent', 'user_agent'],
    ['dst_endpoint.hostname', 'host'],
  ],
  integers: [['http_response.code', 'status_code']],
}
const files: RowPlan = {
  text: [
    ['file.path', 'filename'],
    ['file.hash', 'md5'],
    ['file.hash', 'sha1'],
    ['file.hash', 'sha256'],
  ],
}
const smb: RowPlan = {
  text: [
    ['file.path', 'path'],
    ['file.path', 'name'],
  ],
}
const tls: RowPlan = { text: [['dst_endpoint.hostname', 'server_name']] }
const dhcp: RowPlan = {
  text: [
    ['src_endpoint.mac', 'mac'],
    ['src_endpoint.hostname', 'host_name'],
  ],
}
const plans: ReadonlyMap<string, RowPlan> = new Map([
  ['http', http],
  ['files', files],
  ['smb_files', smb],
  ['smb_mapping', smb],
  ['ssl', tls],
  ['dhcp', dhcp],
])

/** The OCSF row of a Zeek record; the device is the sensor that reports. */
export function zeekRow(native: Native, type: string | undefined): EventRow {
  const row: GrowingRow = { 'metadata.product.name': 'Zeek' }
  fillRow(row, native, everywhere)
  setAddress(row, 'src_endpoint.ip', firstText(native, sources))
  setAddress(row, 'dst_endpoint.ip', firstText(native, destinations))
  setText(row, 'device.hostname', firstText(native, sensors))
  setText(row, 'message', firstText(native, messages))
  if (type === undefined) return row
  row['metadata.log_name'] = type
  const found = classes.get(type)
  if (found !== undefined) [row['class_uid'], row['activity_id']] = found
  const plan = plans.get(type)
  if (plan !== undefined) fillRow(row, native, plan)
  setText(row, 'app_name', type === 'conn' ? textOf(native, 'service') : type)
  if (type === 'http') setHttp(row, native)
  if (type === 'notice' || type === 'weird') setText(row, 'metadata.event_code', firstText(native, ['note', 'name']))
  setOutcome(row, native)
  return row
}

const sources = ['id.orig_h', 'id_orig_h', 'src', 'client_addr', 'orig_h'] as const
const destinations = ['id.resp_h', 'id_resp_h', 'dst', 'server_addr', 'resp_h'] as const
const sensors = ['@system', '_system_name', '_node', 'peer'] as const
const messages = ['msg', 'message'] as const

function setHttp(row: GrowingRow, native: Native): void {
  const method = methods.indexOf((textOf(native, 'method') ?? '').toUpperCase()) + 1
  if (method > 0) row['activity_id'] = method
  const uri = textOf(native, 'uri')
  const host = textOf(native, 'host')
  if (uri !== undefined)
    setText(row, 'http_request.url', host === undefined || /^https?:/i.test(uri) ? uri : `http://${host}${uri}`)
}

function setOutcome(row: GrowingRow, native: Native): void {
  const success = native.get('auth_success') ?? native.get('success')
  if (typeof success === 'boolean') row['status_id'] = success ? 1 : 2
  // DNS response code, RFC 1035 §4.1.1: 0 is no error.
  const rcode = integerOf(native, 'rcode')
  if (rcode !== undefined) setInteger(row, 'status_id', rcode === 0 ? 1 : 2)
}
