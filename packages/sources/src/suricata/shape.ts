import type { LogSource, Native, Value, Verdict } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { integerOf, textOf } from '../wire/growing.ts'
import { firstOf, severityNamed, verdictOf } from '../wire/verdict.ts'

const events = [
  ...['alert', 'anomaly', 'arp', 'bittorrent-dht', 'dcerpc', 'dhcp', 'dnp3', 'dns', 'drop', 'enip', 'fileinfo'],
  ...['flow', 'ftp', 'ftp_data', 'http', 'ike', 'krb5', 'ldap', 'modbus', 'mqtt', 'netflow', 'nfs', 'packet'],
  ...['pgsql', 'quic', 'rdp', 'rfb', 'sip', 'smb', 'smtp', 'snmp', 'ssh', 'stats', 'tftp', 'tls', 'websocket'],
] as const

/** Generic sources whose names the record can fill. */
const generic: ReadonlyMap<string, readonly LogSource[]> = new Map([
  ['dns', [{ category: 'dns' }, { category: 'network', service: 'dns' }]],
  ['http', [{ category: 'proxy' }]],
  ['flow', [{ category: 'network', service: 'connection' }]],
  ['drop', [{ category: 'firewall' }]],
])

const known: ReadonlyMap<string, readonly LogSource[]> = new Map(
  events.map((event) => [event, [{ product: 'suricata', service: event }, ...(generic.get(event) ?? [])]]),
)
const unknown: readonly LogSource[] = [{ product: 'suricata' }]

/** Suricata's EVE JSON (docs.suricata.io, EVE JSON format); see SPEC.md. */
export const suricataShape: Shape = {
  id: 'suricata',
  logsources: [...unknown, ...[...known.values()].flat()],
  tell(native) {
    const event = native.get('event_type')
    if (typeof event !== 'string') return undefined
    // Other products write `event_type` too; only EVE has these beside it.
    if (
      !native.has('flow_id') &&
      !native.has('in_iface') &&
      !native.has('pcap_cnt') &&
      !native.has('alert.signature_id')
    ) {
      if (event !== 'stats' || !native.has('stats.uptime')) return undefined
    }
    const severity = severityOf(native, event)
    const kind = kinds.get(event)
    return {
      logsources: known.get(event) ?? unknown,
      product: 'Suricata',
      aliases,
      derive,
      ...(event === 'alert' ? { judge } : {}),
      ...(kind && { kind }),
      ...(severity !== undefined && { severity }),
    }
  },
}

// Rules' metadata may say more than the priority of their class (docs.suricata.io, "Rules Format", metadata).
function judge(native: Native): Verdict | undefined {
  const priority = integerOf(native, 'alert.severity') ?? 3
  const named = severityNamed(firstOf(native, 'alert.metadata.signature_severity'))
  return verdictOf({
    tool: 'Suricata',
    rule: textOf(native, 'alert.signature_id'),
    version: textOf(native, 'alert.rev'),
    title: textOf(native, 'alert.signature'),
    severity:
      named === 'critical'
        ? named
        : priority <= 1
          ? 'high'
          : priority === 2
            ? 'medium'
            : priority === 3
              ? 'low'
              : 'info',
    techniques: native.get('alert.metadata.mitre_technique_id'),
    stopped: textOf(native, 'alert.action') === 'blocked',
  })
}

// OCSF 1.3: 2004 Detection Finding, 4001 Network, 4002 HTTP, 4003 DNS, 4006 SMB, 4007 SSH, 4010 Network File Activity.
const kinds: ReadonlyMap<string, NonNullable<Said['kind']>> = new Map([
  ['alert', [2004, 1]],
  ['anomaly', [2004, 1]],
  ['flow', [4001, 6]],
  ['netflow', [4001, 6]],
  ['drop', [4001, 5]],
  ['tls', [4001, 6]],
  ['http', [4002, 99]],
  ['dns', [4003, 6]],
  ['dhcp', [4004, 99]],
  ['rdp', [4005, 99]],
  ['smb', [4006, 99]],
  ['ssh', [4007, 99]],
  ['fileinfo', [4010, 99]],
])

// A rule's priority, 1 the worst (docs.suricata.io, classification.config).
const severities = [undefined, 4, 3, 2]

function severityOf(native: Native, event: string): number | undefined {
  if (event !== 'alert') return event === 'anomaly' ? 2 : undefined
  const priority = integerOf(native, 'alert.severity') ?? 3
  return severities[priority] ?? 1
}

const aliases: Aliases = [
  ['dst_ip', 'dest_ip'],
  ['dst_port', 'dest_port'],
  ['protocol', 'proto'],
  ['action', 'alert.action', 'drop.reason'],
  ['query', 'dns.rrname', 'dns.queries.rrname', 'dns.query.rrname'],
  ['record_type', 'dns.rrtype', 'dns.queries.rrtype', 'dns.query.rrtype'],
  ['answer', 'dns.answers.rdata', 'dns.answer.rdata', 'dns.rdata'],
  ['c-uri', 'http.url'],
  ['cs-uri', 'http.url'],
  ['cs-host', 'http.hostname'],
  ['cs-method', 'http.http_method'],
  ['c-useragent', 'http.http_user_agent'],
  ['cs-user-agent', 'http.http_user_agent'],
  ['cs-referrer', 'http.http_refer'],
  ['sc-status', 'http.status'],
  ['dst_host', 'tls.sni'],
  ['bytes_out', 'flow.bytes_toserver'],
  ['bytes_in', 'flow.bytes_toclient'],
  ['Filename', 'fileinfo.filename'],
  ['file_hash', 'fileinfo.sha256', 'fileinfo.md5'],
  ['event_code', 'alert.signature_id'],
  ['session', 'flow_id'],
  ['log_name', 'event_type'],
  ['message', 'alert.signature'],
  ['device_host', 'host'],
  ['source.ip', 'src_ip'],
  ['source.port', 'src_port'],
  ['destination.ip', 'dest_ip'],
  ['destination.port', 'dest_port'],
  ['network.transport', 'proto'],
  ['network.protocol', 'app_proto'],
  ['network.community_id', 'community_id'],
  ['dns.question.name', 'dns.rrname', 'dns.queries.rrname', 'dns.query.rrname'],
  ['dns.question.type', 'dns.rrtype', 'dns.queries.rrtype', 'dns.query.rrtype'],
]

// EVE 3 lists queries: one alone is a text, as in EVE 2.
function derive(native: Native, derived: Map<string, Value>): void {
  for (const name of ['query', 'record_type', 'dns.question.name', 'dns.question.type']) {
    const value = derived.get(name)
    if (Array.isArray(value) && value.length === 1) derived.set(name, value[0])
  }
  const address = textOf(native, 'src_ip')
  if (address !== undefined) derived.set('network.type', address.includes(':') ? 'ipv6' : 'ipv4')
}
