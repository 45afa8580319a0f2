import { type City, type Conduit, members, shown } from '@tocsin/city'
import type { ZoneId } from '@tocsin/kit'
import type { End } from './whereabouts.ts'

/** How a zone's flows are held against its conduits: only what is enforced speaks as a finding. */
export const zoneModeNames = ['learn', 'review', 'enforce'] as const
export type ZoneMode = (typeof zoneModeNames)[number]

/** What is known of a flow: within one zone it needs no conduit; between two it has one, or has none (IEC 62443-3-2 ZCR 3). */
export type Judged =
  | { readonly kind: 'within' }
  | { readonly kind: 'meant'; readonly conduit: Conduit['id'] }
  | { readonly kind: 'without' }
  /** Neither end stands in a zone. */
  | { readonly kind: 'unzoned' }

/** What conduits are held against. */
export interface Spoken {
  readonly transport: string
  readonly port: number
  /** Protocols that were recognised, separated by commas. */
  readonly app: string
}

export function judgeFlow(city: City, from: End, to: End, spoken: Spoken): Judged {
  if (from.zone === undefined && to.zone === undefined) return { kind: 'unzoned' }
  if (from.zone === to.zone) return { kind: 'within' }
  if (from.zone === undefined || to.zone === undefined) return { kind: 'without' }
  for (const conduit of between(city, from.zone, to.zone)) {
    if (allows(city, conduit, from, to, spoken)) return { kind: 'meant', conduit: conduit.id }
  }
  return { kind: 'without' }
}

function allows(city: City, { said }: Conduit, from: End, to: End, { transport, port, app }: Spoken): boolean {
  const sources = members(said.sources, city.time)
  if (sources.length > 0 && !sources.some(({ value }) => value === from.asset)) return false
  const targets = members(said.targets, city.time)
  if (targets.length > 0 && !targets.some(({ value }) => value === to.asset)) return false
  const ports = members(said.ports, city.time)
  const portMeant = ports.some(({ value }) => value.from <= port && port <= value.to)
  if (ports.length > 0 && !portMeant) return false
  const protocol = shown(said.protocol, city.time)?.value.toLowerCase()
  if (protocol === undefined || protocol === transport) return true
  const spoken = app.split(',')
  if ((sameProtocol.get(protocol) ?? [protocol]).some((one) => spoken.includes(one))) return true
  // A probe sees the shell, not what is within: MQTT over TLS is TLS.
  const shelled = shells.has(shown(said.encryption, city.time)?.value ?? 'none')
  if (shelled && portMeant && spoken.some((one) => one === 'tls' || one === 'ssl')) return true
  // What nobody recognised is held against its port: that which the conduit names, or the protocol's own.
  return app === '' && (portMeant || (ports.length === 0 && usualPorts.get(protocol)?.includes(port) === true))
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

const indexes = new WeakMap<City['conduits'], ReadonlyMap<string, readonly Conduit[]>>()

function between(city: City, from: ZoneId, to: ZoneId): readonly Conduit[] {
  let index = indexes.get(city.conduits)
  if (index === undefined) {
    const made = new Map<string, Conduit[]>()
    for (const conduit of city.conduits.values()) {
      const [begins, ends] = [shown(conduit.said.from, city.time)?.value, shown(conduit.said.to, city.time)?.value]
      if (begins === undefined || ends === undefined) continue
      const key = `${begins}\n${ends}`
      made.set(key, [...(made.get(key) ?? []), conduit])
    }
    index = made
    indexes.set(city.conduits, index)
  }
  return index.get(`${from}\n${to}`) ?? []
}

/** The stricter of the modes of both ends: a zone that nobody decided about learns. */
export function stricter(one: ZoneMode = 'learn', other: ZoneMode = 'learn'): ZoneMode {
  return zoneModeNames.indexOf(one) > zoneModeNames.indexOf(other) ? one : other
}
