import type { Decoded, DecodeFailure, Decoder, FramePart, LogSource, Native, Value } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { json, readStranger } from '../json/index.ts'
import { firstText, gathered, grow, growFrom, put, textOf } from '../wire/growing.ts'
import { type JsonObject, readObject, tooDeep } from '../wire/json-object.ts'
import { locateJson } from '../wire/locate.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from '../wire/naming.ts'
import { timeOf } from '../wire/time.ts'
import { hasByteOrderMark, utf8Length } from '../wire/utf8.ts'
import { deriveZeek, zeekAliases, zeekField } from './aliases.ts'
import { logType } from './log-type.ts'
import { noticeVerdict } from './notice.ts'
import { zeekRow } from './row.ts'
import { readTsv } from './tsv.ts'

/** Reads Zeek's JSON logs; see SPEC.md. */
export const zeek: Decoder = {
  id: 'zeek',
  decode(frame) {
    const { payload } = frame
    if (isTsv(payload)) return decodeTsv(payload)
    const read = readObject(payload)
    if (!read.ok) return read
    const into = growFrom(read.value, deciding)
    const native = gathered(into)
    if (into.tooDeep) return tooDeep(payload)
    const type = logType(native)
    if (type === undefined && !native.has('ts')) return readStranger(frame)
    return ok([eventOf(native, type)])
  },
  locate(payload, field, index) {
    if (index !== 0) return undefined
    if (isTsv(payload)) return locateTsv(payload, field)
    return locateJson(payload, field, readPlain, zeekAliases) ?? json.locate(payload, field, index)
  },
}

function eventOf(native: Native, type: string | undefined): Decoded {
  const verdict = type === 'notice' ? noticeVerdict(native) : undefined
  return {
    ...(verdict === undefined ? {} : { verdict }),
    time: timeOf(native.get('ts')) ?? timeOf(native.get('_write_ts')) ?? timeOf(native.get('@timestamp')),
    logsources: sourcesOf(type),
    native,
    derived: deriveZeek(native, type),
    ocsf: zeekRow(native, type),
    observables: namesOf(native),
  }
}

// A line of the tab-separated form, or its header; everything else is JSON or refused as such.
function isTsv(payload: Uint8Array): boolean {
  const first = payload[0]
  return first === 0x23 || (first !== undefined && first >= 0x30 && first <= 0x39 && payload.includes(9))
}

function decodeTsv(payload: Uint8Array): Result<readonly Decoded[], DecodeFailure> {
  const read = readTsv(payload)
  if (!read.ok) return read
  // `#fields` and its like say nothing by themselves: a frame is one line.
  if (read.value === undefined) return ok([])
  const into = grow()
  for (const [name, [value]] of read.value.fields) put(into, name, value)
  return ok([eventOf(gathered(into), read.value.log)])
}

function locateTsv(payload: Uint8Array, field: string): FramePart | undefined {
  const read = readTsv(payload)
  if (!read.ok || read.value === undefined) return undefined
  for (const name of [field, ...(zeekAliases.get(field) ?? [])]) {
    const found = read.value.fields.get(name)
    if (found === undefined) continue
    const start = (hasByteOrderMark(payload) ? 3 : 0) + utf8Length(read.value.text, found[1])
    return { start, end: start + utf8Length(read.value.text.slice(found[1], found[2])) }
  }
  return undefined
}

const deciding = ['ts', '_path', '@stream', 'uid', 'id', 'id.orig_h', 'id_orig_h', 'id.resp_h', 'id_resp_h']

/** Beside `product: zeek` with the log as service, the generic sources whose names the log can fill. */
const generic: ReadonlyMap<string, readonly LogSource[]> = new Map([
  ['conn', [{ category: 'network', service: 'connection' }]],
  ['dns', [{ category: 'network', service: 'dns' }, { category: 'dns' }]],
  ['http', [{ category: 'proxy' }]],
])

/** The logs of Zeek's standard scripts, and of those for industrial protocols. */
const types = [
  ...['capture_loss', 'conn', 'dce_rpc', 'dhcp', 'dnp3', 'dns', 'dpd', 'files', 'ftp', 'http', 'irc', 'kerberos'],
  ...[
    'known_certs',
    'known_hosts',
    'known_services',
    'ldap',
    'ldap_search',
    'loaded_scripts',
    'modbus',
    'mqtt_connect',
  ],
  ...['mqtt_publish', 'mqtt_subscribe', 'mysql', 'notice', 'ntlm', 'ntp', 'ocsp', 'packet_filter', 'pe', 'quic'],
  ...[
    'radius',
    'rdp',
    'reporter',
    'rfb',
    'sip',
    'smb_files',
    'smb_mapping',
    'smtp',
    'snmp',
    'socks',
    'software',
    'ssh',
  ],
  ...[
    'bacnet',
    'bacnet_device_control',
    'bacnet_discovery',
    'bacnet_property',
    'cip',
    'cip_identity',
    'cip_io',
    'cotp',
  ],
  ...['dnp3_control', 'dnp3_objects', 'enip', 'modbus_detailed', 'modbus_mask_write_register'],
  ...['modbus_read_device_identification', 'modbus_read_write_multiple_registers', 'opcua_binary'],
  ...['opcua_binary_get_endpoints_description', 's7comm', 's7comm_known_devices', 's7comm_plus', 's7comm_read_szl'],
  ...['s7comm_upload_download'],
  ...['ssl', 'stats', 'syslog', 'traceroute', 'tunnel', 'weird', 'x509'],
]
const known: ReadonlyMap<string, readonly LogSource[]> = new Map(
  types.map((type) => [type, [{ product: 'zeek', service: type }, ...(generic.get(type) ?? [])]]),
)
const unknownType: readonly LogSource[] = [{ product: 'zeek' }]

export const zeekLogsources: readonly LogSource[] = [...unknownType, ...[...known.values()].flat()]

function sourcesOf(type: string | undefined): readonly LogSource[] {
  if (type === undefined) return unknownType
  return known.get(type) ?? [{ product: 'zeek', service: type }]
}

function readPlain(object: JsonObject): Native {
  return gathered(growFrom(object, deciding))
}

/** Whom a record is about: names that it states, the originator, the responder. The sensor (`@system`) is not. */
function namesOf(native: Native): Naming {
  const naming: Naming = []
  nameHost(naming, firstText(native, hostNames))
  nameAccount(naming, accountIn(native), textOf(native, 'domainname'))
  for (const field of endpoints) nameAddress(naming, addressIn(zeekField(native, field)))
  return naming
}

// dhcp and ntlm.
const hostNames = ['host_name', 'hostname'] as const
const endpoints = ['id.orig_h', 'src', 'client_addr', 'rx_hosts', 'id.resp_h', 'dst', 'tx_hosts'] as const

// kerberos writes `name/REALM`; `$` ends a machine's name there too.
function accountIn(native: Native): string | undefined {
  const client = textOf(native, 'client')
  if (client?.includes('/')) return `${client.slice(client.indexOf('/') + 1)}\\${client.slice(0, client.indexOf('/'))}`
  return firstText(native, ['username', 'user'])
}

function addressIn(value: Value | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
