import type { LogSource, Native, Value } from '@tocsin/event'
import { fieldsOf } from '../database/csv.ts'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { fileHead } from '../wire/file-head.ts'
import { textOf } from '../wire/growing.ts'
import { phrases } from '../wire/phrases.ts'
import { daysIn, isoTime } from '../wire/time.ts'

const sources = (product: string): readonly LogSource[] => [{ product, service: 'dhcp' }]
// OCSF 1.3: 4004 DHCP Activity.
const keaSaid: Said = {
  logsources: sources('kea'),
  product: 'kea',
  kind: [4004, 99],
  aliases: [['event_code', 'message_id']],
}

// `2026-11-20 10:00:00.123 INFO  [kea-dhcp4.leases/812.140] DHCP4_LEASE_ALLOC [hwtype=1 02:..], cid=[01:..], tid=0x1: ...`
const keaHead =
  /(?:(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}) )?(FATAL|ERROR|WARN|INFO|DEBUG) {1,3}\[kea-(?:dhcp[46]|ctrl-agent|dhcp-ddns)[^\]]{0,80}\] ([A-Z][A-Z\d_]{2,64}) /y
const keaClient =
  /(?:duid=\[([^\]]{1,400})\], )?\[(?:hwtype=\d{1,3} ([\da-fA-F:]{2,60})|no hwaddr info)\](?:, cid=\[([^\]]{1,400})\])?, tid=(0x[\da-f]{1,8}): ?/y

const keaSays = phrases(
  [
    ['lease %{ip:src_ip} has been allocated for %{int:lease_seconds} seconds', { action: 'ack' }],
    ['lease %{ip:src_ip} will be offered', { action: 'offer' }],
    ['lease %{ip:src_ip} will be advertised', { action: 'offer' }],
    [
      'lease for address %{ip:src_ip} and iaid=%{int:iaid} has been allocated for %{int:lease_seconds} seconds',
      { action: 'ack' },
    ],
    ['lease for address %{ip:src_ip} and iaid=%{int:iaid} will be advertised', { action: 'offer' }],
    ['address %{ip:src_ip} was released properly', { action: 'release' }],
    ['binding for address %{ip:src_ip} and iaid=%{int:iaid} was released properly', { action: 'release' }],
    ['received DHCPDECLINE for addr %{ip:src_ip}', { action: 'decline', outcome: 'failure' }],
    ['Received DHCPDECLINE for addr %{ip:src_ip}', { action: 'decline', outcome: 'failure' }],
    ['failed to allocate an %{word:family} address', { action: 'exhausted', outcome: 'failure' }],
    ['failed to allocate an %{word:family} lease', { action: 'exhausted', outcome: 'failure' }],
  ],
  keaSaid,
)

/** ISC Kea 1.6 and later, DHCPv4 and DHCPv6 (Kea ARM, "Logging" and "Kea Messages Manual"); see SPEC.md. */
export const kea: Dialect = {
  id: 'kea',
  logsources: [...sources('kea'), { product: 'kea' }],
  read(text, start, put) {
    keaHead.lastIndex = start
    const head = keaHead.exec(text)
    if (head === null) return undefined
    const id = head[3] ?? ''
    const at = start + head[0].length
    put('message_id', id, at - 1 - id.length, at - 1)
    keaClient.lastIndex = at
    const client = keaClient.exec(text)
    if (client !== null) putClient(client, text, at, put)
    const body = at + (client?.[0].length ?? 0)
    keaSays(text, body, put)
    const time = head[1] === undefined ? undefined : isoTime(head[1])
    return time === undefined ? keaSaid : { ...keaSaid, time, local: true }
  },
}

function putClient(client: RegExpExecArray, text: string, at: number, put: Put): void {
  for (const [name, value] of [
    ['duid', client[1]],
    ['src_mac', client[2]],
    ['client_id', client[3]],
    ['transaction', client[4]],
  ] as const) {
    if (value === undefined) continue
    const from = text.indexOf(value, at)
    put(name, value, from, from + value.length)
  }
}

const winSaid: Said = {
  logsources: [
    { product: 'windows', service: 'dhcp' },
    { product: 'windhcp', service: 'dhcp' },
  ],
  product: 'Windows DHCP Server',
  kind: [4004, 99],
  derive: deriveWindows,
  aliases: [
    ['src_ip', 'IPAddress'],
    ['src_host', 'HostName'],
    ['user', 'UserName'],
    ['event_code', 'ID'],
  ],
}

// "Analyze DHCP server log files", Microsoft Learn; 2012 R2 and later write all of them.
const winNames = [
  ...[
    'ID',
    'Date',
    'Time',
    'Description',
    'IPAddress',
    'HostName',
    'MACAddress',
    'UserName',
    'TransactionID',
    'QResult',
  ],
  ...[
    'Probationtime',
    'CorrelationID',
    'Dhcid',
    'VendorClassHex',
    'VendorClassASCII',
    'UserClassHex',
    'UserClassASCII',
  ],
  ...['RelayAgentInformation', 'DnsRegError'],
]
const winHead = /\d{2},\d{2}\/\d{2}\/\d{2},\d{2}:\d{2}:\d{2},[^,]{1,200},/y
const winActions: ReadonlyMap<string, string> = new Map([
  ['10', 'ack'],
  ['11', 'renew'],
  ['12', 'release'],
  ['13', 'conflict'],
  ['14', 'exhausted'],
  ['15', 'nak'],
  ['16', 'deleted'],
  ['17', 'expired'],
  ['18', 'expired'],
  ['20', 'bootp'],
  ['30', 'dns-update'],
  ['31', 'dns-update'],
  ['32', 'dns-update'],
])
const winFailures = new Set(['13', '14', '15', '31'])

// The file's own head: its title, the legend of its codes (`10\tA new IP address was leased to a client.`), its columns.
const winFileHead = fileHead(
  'windhcp',
  'Windows DHCP Server',
  /^(?:Microsoft DHCP(?:v6)? Service Activity Log|Event ID\s+Meaning|\d{2}\+?\t\S|QResult: |ID,Date,Time,Description,)/,
)

/** `11/20/26,10:00:00` behind the code: month first whatever the server's language, in the server's zone. */
function winTime(text: string, start: number): Pick<Said, 'time' | 'local'> {
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    text.slice(start + 3, start + 20).match(/\d{2}/g) ?? []
  ).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(2000 + year, month)) return {}
  if (hour > 23 || minute > 59 || second > 59) return {}
  return { time: Date.UTC(2000 + year, month - 1, day, hour, minute, second), local: true }
}

/** The daily file of Windows' DHCP server (`DhcpSrvLog-Fri.log`); see SPEC.md. */
export const windhcp: Dialect = {
  id: 'windhcp',
  logsources: [...winSaid.logsources, { product: 'windhcp' }],
  read(text, start, put) {
    winHead.lastIndex = start
    if (!winHead.test(text)) return winFileHead(text, start, put)
    for (const [index, { value, start: from, end }] of fieldsOf(text, start, winNames.length).entries()) {
      const name = winNames[index]
      if (name !== undefined && value !== '') put(name, value, from, end)
    }
    return { ...winSaid, ...winTime(text, start) }
  },
}

function deriveWindows(native: Native, derived: Map<string, Value>): void {
  const id = textOf(native, 'ID') ?? ''
  const action = winActions.get(id)
  if (action !== undefined) derived.set('action', action)
  if (winFailures.has(id)) derived.set('outcome', 'failure')
  const mac = textOf(native, 'MACAddress')
  if (mac !== undefined && /^[\da-fA-F]{12}$/.test(mac))
    derived.set('src_mac', mac.toLowerCase().replace(/..(?=.)/g, '$&:'))
}
