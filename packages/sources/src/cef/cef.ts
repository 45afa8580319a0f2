import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Dialect, Put, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { isLocalTime, timeOf } from '../wire/time.ts'
import { readExtension, readFields, readHeader } from './extension.ts'

const firewall: LogSource = { category: 'firewall' }

/** Reads ArcSight's Common Event Format (CEF 0 and 1, revision 27); see SPEC.md. */
export const cef: Dialect = {
  id: 'cef',
  logsources: [{ service: 'cef' }, firewall],
  read(text, start, put) {
    if (!text.startsWith('CEF:', start)) return undefined
    const header = readHeader(text, start + 4, cefHeader.length)
    if (header === undefined) return undefined
    putHeader(header, cefHeader, put)
    const stated: Stated = { firewall: 0, time: undefined, severity: severityOf(header.values[6] ?? '') }
    readExtension(text, header.end, (key, value, from, to) => {
      put(key, value, from, to)
      note(stated, key, value)
    })
    return meaning('cef', header.values, stated, cefAliases, deriveCef)
  },
}

/** Reads QRadar's Log Event Extended Format (LEEF 1.0 and 2.0); see SPEC.md. */
export const leef: Dialect = {
  id: 'leef',
  logsources: [{ service: 'leef' }, firewall],
  read(text, start, put) {
    if (!text.startsWith('LEEF:', start)) return undefined
    const header = readHeader(text, start + 5, leefHeader.length)
    if (header === undefined) return undefined
    putHeader(header, leefHeader, put)
    const stated: Stated = { firewall: 0, time: undefined, severity: undefined }
    readFields(text, header.end, header.values[0] ?? '', (key, value, from, to) => {
      put(key, value, from, to)
      note(stated, key, value)
    })
    return meaning('leef', header.values, stated, leefAliases, deriveOutcome)
  },
}

const cefHeader = [
  'CEFVersion',
  'DeviceVendor',
  'DeviceProduct',
  'DeviceVersion',
  'DeviceEventClassID',
  'Name',
  'Severity',
]
const leefHeader = ['LEEFVersion', 'DeviceVendor', 'DeviceProduct', 'DeviceVersion', 'EventID']

type Header = NonNullable<ReturnType<typeof readHeader>>

function putHeader({ values, places }: Header, names: readonly string[], put: Put): void {
  for (const [index, name] of names.entries()) {
    const [start = 0, end = 0] = places[index] ?? []
    put(name, values[index] ?? '', start, end)
  }
}

interface Stated {
  /** How many of source, destination and action it states. */
  firewall: number
  time: number | undefined
  local?: boolean
  severity: number | undefined
}

function note(stated: Stated, key: string, value: string): void {
  if (key === 'src' || key === 'dst' || key === 'act' || key === 'action') stated.firewall++
  else if (key === 'rt' || key === 'devTime') noteTime(stated, value)
  else if (key === 'sev') stated.severity = severityOf(value)
}

function noteTime(stated: Stated, value: string): void {
  if (stated.time !== undefined) return
  stated.time = timeOf(value)
  stated.local = isLocalTime(value)
}

function meaning(
  service: string,
  [, vendor = '', product = '']: readonly string[],
  { firewall: stated, time, local, severity }: Stated,
  aliases: Aliases,
  derive: NonNullable<Said['derive']>,
): Said {
  const name = slug(product === '' ? vendor : product)
  const source: LogSource = name === '' ? { service } : { product: name, service }
  return {
    logsources: stated >= 3 ? [source, firewall] : [source],
    product: product === '' ? vendor : product,
    aliases,
    derive,
    ...(time !== undefined && { time }),
    ...(local === true && { local }),
    ...(severity !== undefined && { severity }),
  }
}

// The way Sigma writes products: `NGFW One` is `ngfw_one`.
function slug(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

const cefAliases: Aliases = [
  ['src_ip', 'src', 'sourceTranslatedAddress', 'c6a2'],
  ['src_port', 'spt'],
  ['src_host', 'shost'],
  ['src_mac', 'smac'],
  ['dst_ip', 'dst', 'c6a3'],
  ['dst_port', 'dpt'],
  ['dst_host', 'dhost'],
  ['user', 'suser', 'duser'],
  ['target_user', 'duser'],
  ['username', 'suser', 'duser'],
  ['user_domain', 'sntdom'],
  ['protocol', 'proto'],
  ['action', 'act'],
  ['bytes_in', 'in'],
  ['bytes_out', 'out'],
  ['command', 'sproc'],
  ['Filename', 'filePath', 'fname'],
  ['file_hash', 'fileHash'],
  ['c-uri', 'request'],
  ['cs-method', 'requestMethod'],
  ['c-useragent', 'requestClientApplication'],
  ['cs-user-agent', 'requestClientApplication'],
  ['event_code', 'DeviceEventClassID'],
  ['event_uid', 'externalId'],
  ['log_name', 'cat'],
  ['device_host', 'dvchost', 'deviceExternalId'],
  ['device_ip', 'dvc'],
  ['Signature', 'Name'],
]
const leefAliases: Aliases = [
  ['src_ip', 'src'],
  ['src_port', 'srcPort'],
  ['src_mac', 'srcMAC'],
  ['dst_ip', 'dst'],
  ['dst_port', 'dstPort'],
  ['user', 'usrName', 'accountName'],
  ['username', 'usrName'],
  ['user_domain', 'domain'],
  ['protocol', 'proto'],
  ['bytes_in', 'dstBytes'],
  ['bytes_out', 'srcBytes'],
  ['c-uri', 'url'],
  ['cs-method', 'method'],
  ['event_code', 'EventID'],
  ['log_name', 'cat'],
  ['device_host', 'identHostName', 'devName'],
]

// CEF: a custom field's meaning is in its label, `cs1Label=Rule cs1=Block all`.
function deriveCef(native: Native, derived: Map<string, Value>): void {
  for (const [key, label] of native) {
    if (!key.endsWith('Label') || typeof label !== 'string' || !/^[\w .-]{1,64}$/.test(label)) continue
    const name = label.trim()
    const value = native.get(key.slice(0, -5))
    if (value !== undefined && name !== '' && !native.has(name)) derived.set(name, value)
  }
  deriveOutcome(native, derived)
}

function deriveOutcome(native: Native, derived: Map<string, Value>): void {
  const said = (textOf(native, 'outcome') ?? textOf(native, 'eventOutcome') ?? '').toLowerCase()
  if (/^(?:success|ok|\/success)/.test(said)) derived.set('outcome', 'success')
  else if (/^(?:fail|\/fail|error)/.test(said)) derived.set('outcome', 'failure')
}

/** OCSF severity of CEF's 0..10 or its words (revision 27: 0-3 low, 4-6 medium, 7-8 high, 9-10 very high). */
function severityOf(text: string): number | undefined {
  if (/^(?:\d|10)$/.test(text)) return text === '10' || text === '9' ? 5 : text > '6' ? 4 : text > '3' ? 3 : 2
  return words.get(text.toLowerCase())
}

const words: ReadonlyMap<string, number> = new Map([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
  ['very-high', 5],
])
