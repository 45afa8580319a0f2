import type { LogSource, Native, Value, Verdict } from '@tocsin/event'
import type { Aliases, Dialect, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { readPairs } from '../wire/pairs.ts'
import { isoTime } from '../wire/time.ts'
import { verdictOf } from '../wire/verdict.ts'

const product = 'stormshield'
const types = [
  ...['alarm', 'auth', 'connection', 'count', 'filter', 'filterstat', 'ftp', 'monitor', 'plugin', 'pop3', 'pvm'],
  ...['sandboxing', 'server', 'smtp', 'ssl', 'system', 'vpn', 'web', 'xvpn', 'routerstat'],
]
const generic: ReadonlyMap<string, LogSource> = new Map([
  ['filter', { category: 'firewall' }],
  ['connection', { category: 'firewall' }],
  ['vpn', { category: 'vpn' }],
  ['xvpn', { category: 'vpn' }],
  ['web', { category: 'proxy' }],
])

/** Stormshield Network Security's audit logs (WELF, documentation.stormshield.eu, "Description of audit logs"); see SPEC.md. */
export const stormshield: Dialect = {
  id: 'stormshield',
  logsources: [{ product }, ...types.map((service) => ({ product, service })), ...new Set(generic.values())],
  read(text, start, put) {
    if (!text.startsWith('id=firewall ', start)) return undefined
    const known = new Map<string, string>()
    readPairs(text, start, (key, value, from, to) => {
      put(key, value, from, to)
      if (deciding.has(key)) known.set(key, value)
    })
    return meaningOf(known)
  },
}

const deciding = new Set(['logtype', 'time', 'startime', 'tz', 'pri', 'action', 'alarmid'])
// OCSF 1.3: 4001 Network Activity (5 refuse, 6 traffic), 3002 Authentication, 2004 Detection Finding.
const kinds: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['filter', [4001, 6]],
  ['connection', [4001, 6]],
  ['auth', [3002, 1]],
  ['xvpn', [3002, 1]],
  ['alarm', [2004, 1]],
])

function meaningOf(known: ReadonlyMap<string, string>): Said {
  // What older systems leave out is told by what only an alarm has.
  const type = known.get('logtype') ?? (known.has('alarmid') ? 'alarm' : '')
  const own: LogSource = types.includes(type) ? { product, service: type } : { product }
  const more = generic.get(type)
  const kind =
    known.get('action') === 'block' && (type === 'filter' || type === 'connection') ? refused : kinds.get(type)
  const time = timeOf(known)
  const severity = severities.get(known.get('pri') ?? '')
  return {
    logsources: more === undefined ? [own] : [own, more],
    product: 'Stormshield Network Security',
    aliases,
    derive,
    ...(type === 'alarm' ? { judge } : {}),
    ...(kind !== undefined && { kind }),
    ...(time !== undefined && { time }),
    ...(severity !== undefined && { severity }),
  }
}

const refused = [4001, 5] as const

// l_alarm: 1 is a major alarm, 4 a minor one. What the firewall refused is less than what it let pass.
function judge(native: Native): Verdict | undefined {
  const stopped = textOf(native, 'action') === 'block'
  const isMajor = textOf(native, 'pri') === '1'
  return verdictOf({
    tool: 'Stormshield',
    rule: textOf(native, 'alarmid'),
    title: textOf(native, 'msg'),
    severity: isMajor ? (stopped ? 'medium' : 'high') : 'low',
    stopped,
  })
}

// `pri`, syslog's numbers: 0 emergency .. 7 debug; alarms use 1 major and 4 minor.
const severities: ReadonlyMap<string, number> = new Map([
  ['0', 6],
  ['1', 4],
  ['2', 4],
  ['3', 3],
  ['4', 3],
  ['5', 2],
  ['6', 1],
  ['7', 1],
])

// The firewall's own wall clock, and how far that is from GMT.
function timeOf(known: ReadonlyMap<string, string>): number | undefined {
  const tz = known.get('tz') ?? ''
  const zone = /^[+-]\d{4}$/.test(tz) ? tz : undefined
  return zone === undefined ? undefined : isoTime(`${known.get('startime') ?? known.get('time')}${zone}`)
}

const aliases: Aliases = [
  ['src_ip', 'src'],
  ['src_port', 'srcport'],
  ['src_host', 'srcname'],
  ['src_mac', 'srcmac'],
  ['dst_ip', 'dst'],
  ['dst_port', 'dstport'],
  ['dst_host', 'dstname'],
  ['protocol', 'ipproto'],
  ['bytes_out', 'sent'],
  ['bytes_in', 'rcvd'],
  ['device_host', 'fw'],
  ['log_name', 'logtype'],
  ['event_code', 'alarmid', 'ruleid', 'error'],
  ['message', 'msg'],
  ['c-uri', 'arg'],
  ['cs-method', 'op'],
  ['Signature', 'msg'],
]

function derive(native: Native, derived: Map<string, Value>): void {
  const type = textOf(native, 'logtype')
  const action = textOf(native, 'action')
  if (type === 'filter' || type === 'connection') derived.set('outcome', action === 'block' ? 'failure' : 'success')
  if (type !== 'auth' && type !== 'xvpn' && type !== 'vpn') return
  // `error=0`: it went well (fields specific to l_auth, l_xvpn, l_vpn).
  const error = textOf(native, 'error')
  if (error !== undefined) derived.set('outcome', error === '0' ? 'success' : 'failure')
  if (type === 'auth') derived.set('action', 'login')
  else derived.set('vpn_action', 'login')
}
