import { type City, type Conduit, members, shown } from '@tocsin/city'

/** A conduit as flows are held against it: what it allows, and nothing else of it. */
export interface ConduitRule {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Who may begin it; none named is everyone in the zone. */
  readonly sources: readonly string[]
  readonly targets: readonly string[]
  readonly ports: readonly (readonly [from: number, to: number])[]
  /** In lower case; absent: any. */
  readonly protocol?: string
  /** What it carries is within TLS. */
  readonly shelled?: true
}

/** What conduits are held against. */
export interface Spoken {
  /** `tcp`, `udp`, in lower case. */
  readonly transport: string
  readonly port: number
  /** Protocols that were recognised, in lower case, separated by commas. */
  readonly app: string
}

/** The conduits that have both ends, in the order of the city. */
export function conduitRules(city: City): readonly ConduitRule[] {
  return [...city.conduits.values()].flatMap((conduit) => ruleOf(city, conduit) ?? [])
}

function ruleOf({ time }: City, { id, said }: Conduit): ConduitRule | undefined {
  const [from, to] = [shown(said.from, time)?.value, shown(said.to, time)?.value]
  if (from === undefined || to === undefined) return undefined
  const protocol = shown(said.protocol, time)?.value.toLowerCase()
  return {
    ...{ id, from, to },
    sources: members(said.sources, time).map(({ value }) => value),
    targets: members(said.targets, time).map(({ value }) => value),
    ports: members(said.ports, time).map(({ value }) => [value.from, value.to] as const),
    ...(protocol === undefined ? {} : { protocol }),
    ...(shells.has(shown(said.encryption, time)?.value ?? 'none') ? { shelled: true } : {}),
  }
}

/**
 * Whether a conduit is meant for a flow.
 *
 * @param from the assets that the beginning end may be; none where it is unknown
 */
export function allows(
  { sources, targets, ports, protocol, shelled }: ConduitRule,
  from: readonly string[],
  to: readonly string[],
  { transport, port, app }: Spoken,
): boolean {
  if (sources.length > 0 && !from.some((asset) => sources.includes(asset))) return false
  if (targets.length > 0 && !to.some((asset) => targets.includes(asset))) return false
  const portMeant = ports.some(([first, last]) => first <= port && port <= last)
  if (ports.length > 0 && !portMeant) return false
  if (protocol === undefined || protocol === transport) return true
  const spoken = app.split(',')
  if ((sameProtocol.get(protocol) ?? [protocol]).some((one) => spoken.includes(one))) return true
  // A probe sees the shell, not what is within: MQTT over TLS is TLS.
  if (shelled === true && portMeant && spoken.some((one) => one === 'tls' || one === 'ssl')) return true
  // What nobody recognised is held against its port: that which the conduit names, or the protocol's own. Some senders name
  // there the program that writes the log: that is no protocol.
  const recognised = spoken.some((one) => isProtocol.has(one))
  return !recognised && (portMeant || (ports.length === 0 && usualPorts.get(protocol)?.includes(port) === true))
}

const shells: ReadonlySet<string> = new Set(['tls', 'mutual-tls'])

/** Names under which sources report one protocol. */
const sameProtocol: ReadonlyMap<string, readonly string[]> = new Map([
  ['https', ['https', 'ssl', 'tls', 'http2', 'quic']],
  ['tls', ['tls', 'ssl']],
  ['mqtts', ['mqtts', 'ssl', 'tls']],
  ['smb', ['smb', 'gssapi']],
  ['kerberos', ['kerberos', 'krb', 'krb5', 'krb_tcp']],
  ['bacnet', ['bacnet', 'bacnet-ip']],
  ['dnp3', ['dnp3', 'dnp3_tcp']],
])

// IANA Service Name and Transport Protocol Port Number Registry.
const usualPorts: ReadonlyMap<string, readonly number[]> = new Map([
  ['http', [80, 8080]],
  ['https', [443, 8443]],
  ['ssh', [22]],
  ['dns', [53]],
  ['ntp', [123]],
  ['snmp', [161, 162]],
  ['syslog', [514, 601, 6514]],
  ['smb', [445, 139]],
  ['kerberos', [88, 464]],
  ['ldap', [389, 636]],
  ['rdp', [3389]],
  ['mqtt', [1883]],
  ['mqtts', [8883]],
  ['modbus', [502]],
  ['dnp3', [20_000]],
  ['s7', [102]],
  ['iec-104', [2404]],
  ['bacnet', [47_808]],
  ['opc-ua', [4840]],
])

const isProtocol: ReadonlySet<string> = new Set([
  ...usualPorts.keys(),
  ...[...sameProtocol.values()].flat(),
  ...[
    'dhcp',
    'dce_rpc',
    'ftp',
    'ftp-data',
    'smtp',
    'imap',
    'pop3',
    'radius',
    'sip',
    'telnet',
    'tftp',
    'vnc',
    'rfb',
    'nfs',
  ],
  ...[
    'ldap_tcp',
    'ldap_udp',
    'mysql',
    'postgresql',
    'ntlm',
    'socks',
    'irc',
    'profinet',
    'enip',
    's7comm',
    'opcua_binary',
  ],
])
