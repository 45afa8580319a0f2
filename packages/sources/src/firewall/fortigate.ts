import type { LogSource, Native, Value, Verdict } from '@tocsin/event'
import type { Aliases, Dialect, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { readPairs } from '../wire/pairs.ts'
import { isoTime } from '../wire/time.ts'
import { severityNamed, verdictOf } from '../wire/verdict.ts'

const product = 'fortigate'
const firewall: LogSource = { category: 'firewall' }
const vpn: LogSource = { category: 'vpn' }
const antivirus: LogSource = { category: 'antivirus' }
const dns: LogSource = { category: 'dns' }
const proxy: LogSource = { category: 'proxy' }
const types = ['traffic', 'event', 'utm', 'app-ctrl', 'anomaly', 'voip', 'dns', 'gtp']

/** Reads FortiOS log messages in their default `key=value` form (FortiOS Log Reference 7.4); see SPEC.md. */
export const fortigate: Dialect = {
  id: 'fortigate',
  logsources: [...types.map((service) => ({ product, service })), firewall, vpn, antivirus, dns, proxy],
  read(text, start, put) {
    if (!/^(?:date|logver|timestamp|devname|eventtime)=/.test(text.slice(start, start + 10))) return undefined
    if (!text.includes('logid=', start) && !text.includes('devid=', start)) return undefined
    const known = new Map<string, string>()
    readPairs(text, start, (key, value, from, to) => {
      put(key, value, from, to)
      if (deciding.has(key)) known.set(key, value)
    })
    return meaningOf(known)
  },
}

const deciding = new Set(['type', 'subtype', 'date', 'time', 'tz', 'eventtime', 'level', 'action'])

function meaningOf(known: ReadonlyMap<string, string>): Said {
  const type = known.get('type') ?? ''
  const subtype = known.get('subtype') ?? ''
  const own: LogSource = types.includes(type) ? { product, service: type } : { product }
  const time = timeOf(known)
  const severity = levels.get(known.get('level') ?? '')
  const denied = refusals.has(known.get('action') ?? '')
  return {
    logsources: [own, ...genericOf(type, subtype)],
    product: 'FortiGate',
    aliases,
    derive,
    ...(subtype === 'ips' || subtype === 'virus' || subtype === 'anomaly' ? { judge } : {}),
    ...(time !== undefined && { time }),
    ...(!known.has('eventtime') && !known.has('tz') && { local: true }),
    ...(severity !== undefined && { severity }),
    // OCSF 4001 Network Activity: 5 refuse, 6 traffic; 3002 Authentication.
    ...(type === 'traffic' ? { kind: [4001, denied ? 5 : 6] as const } : subtype === 'vpn' ? signIn : {}),
  }
}

// FortiOS Log Reference, UTM: an intrusion has a severity of its own; a virus is one, blocked or not.
function judge(native: Native): Verdict | undefined {
  const virus = textOf(native, 'virus')
  const stopped = refusals.has(textOf(native, 'action') ?? '') || textOf(native, 'action') === 'clear_session'
  const named = severityNamed(textOf(native, 'severity') ?? textOf(native, 'crlevel'))
  return verdictOf({
    tool: 'FortiGate',
    rule: textOf(native, 'attackid') ?? textOf(native, 'virusid'),
    title: textOf(native, 'attack') ?? virus,
    severity: stopped ? (named === 'info' || named === 'low' ? 'low' : 'medium') : (named ?? 'high'),
    stopped,
  })
}

const signIn = { kind: [3002, 1] as const }
const refusals = new Set(['deny', 'blocked', 'dropped', 'block'])

function genericOf(type: string, subtype: string): readonly LogSource[] {
  if (type === 'traffic') return [firewall]
  if (type === 'event') return subtype === 'vpn' ? [vpn] : []
  if (subtype === 'virus') return [antivirus]
  if (subtype === 'dns') return [dns]
  return subtype === 'webfilter' ? [proxy] : []
}

// The FortiOS levels are syslog's words.
const levels: ReadonlyMap<string, number> = new Map([
  ['emergency', 6],
  ['alert', 5],
  ['critical', 5],
  ['error', 4],
  ['warning', 3],
  ['notice', 2],
  ['information', 1],
  ['debug', 1],
])

// `eventtime` is nanoseconds since FortiOS 6.2, seconds before; `date`, `time` and `tz="+0100"` say the same in words.
function timeOf(known: ReadonlyMap<string, string>): number | undefined {
  const stamp = known.get('eventtime') ?? ''
  if (/^\d{19}$/.test(stamp)) return Number(stamp.slice(0, 13)) + Number(stamp.slice(13, 16)) / 1000
  if (/^\d{10}$/.test(stamp)) return Number(stamp) * 1000
  const tz = known.get('tz') ?? ''
  return isoTime(`${known.get('date')} ${known.get('time')}${/^[+-]\d{4}$/.test(tz) ? tz : ''}`)
}

const aliases: Aliases = [
  ['src_ip', 'srcip', 'remip'],
  ['src_port', 'srcport'],
  ['src_mac', 'srcmac'],
  ['src_host', 'srcname'],
  ['dst_ip', 'dstip'],
  ['dst_port', 'dstport'],
  ['username', 'user'],
  ['bytes_out', 'sentbyte'],
  ['bytes_in', 'rcvdbyte'],
  ['query', 'qname'],
  ['record_type', 'qtype'],
  ['answer', 'ipaddr'],
  ['c-uri', 'url'],
  ['cs-host', 'hostname'],
  ['c-useragent', 'agent'],
  ['Signature', 'virus', 'attack'],
  ['Filename', 'filename'],
  ['file_hash', 'filehash'],
  ['device_host', 'devname'],
  ['event_code', 'logid'],
  ['log_name', 'subtype'],
  ['message', 'msg'],
  ['session', 'sessionid'],
]

const protocols: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmp6'],
])

function derive(native: Native, derived: Map<string, Value>): void {
  const protocol = protocols.get(textOf(native, 'proto') ?? '')
  if (protocol !== undefined) derived.set('protocol', protocol)
  const action = textOf(native, 'action') ?? ''
  const status = textOf(native, 'status') ?? ''
  if (status === 'success' || action === 'tunnel-up') derived.set('outcome', 'success')
  else if (status.startsWith('fail') || action.endsWith('-login-fail')) derived.set('outcome', 'failure')
  if (textOf(native, 'subtype') !== 'vpn') return
  if (action.endsWith('-login-fail') || action === 'tunnel-up') derived.set('vpn_action', 'login')
  else if (action === 'tunnel-down') derived.set('vpn_action', 'logout')
}
