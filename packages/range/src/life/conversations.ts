import { hash32 } from '@tocsin/kit'
import type { Thing } from '../town/site.ts'
import { type ConduitPlan, conduitPlans, type ZoneName } from '../town/zones.ts'
import { busyAt, drawn } from './rhythm.ts'
import type { Said } from './said.ts'

/** Conversations for each reading: a probe tells of one when it has ended, and most of them last. */
const share = 0.1

/** Who may speak in each zone. */
export type Speakers = ReadonlyMap<ZoneName, readonly string[]>

export function speakersOf(things: readonly Thing[]): Speakers {
  const speakers = new Map<ZoneName, string[]>()
  for (const { zone, ip } of things) {
    if (ip === undefined) continue
    const list = speakers.get(zone) ?? []
    list.push(ip)
    speakers.set(zone, list)
  }
  return speakers
}

/** The conversations that the probe at the core saw end in one second: each goes by a conduit, as all do on an ordinary day. */
export function* conversations(speakers: Speakers, second: number, seed: number, rate: number): Generator<Said> {
  const wanted = rate * share * (0.3 + 0.7 * busyAt(second))
  const count = Math.floor(wanted) + (drawn(`${second}/ended`, seed) < wanted % 1 ? 1 : 0)
  for (let n = 0; n < count; n++) {
    const draw = (what: string) => hash32(`${seed}/${second}/${n}/${what}`)
    const conduit = conduitPlans[draw('conduit') % conduitPlans.length]
    if (conduit === undefined) continue
    const [from, to] = [end(speakers, conduit.from, draw('from')), end(speakers, conduit.to, draw('to'))]
    if (from === undefined || to === undefined) continue
    yield conversation(second + Math.floor((n * 1000) / count), from, to, conduit, 400 + (draw('bytes') % 60_000))
  }
}

function end(speakers: Speakers, zone: ZoneName, draw: number): string | undefined {
  // RFC 5737: addresses that belong to nobody stand for the world.
  if (zone === 'internet') return `203.0.113.${1 + (draw % 254)}`
  const list = speakers.get(zone) ?? []
  return list[draw % list.length]
}

/** What Suricata calls the protocols that it knows (EVE, `app_proto`); what it does not know is `failed`. */
const known: ReadonlyMap<string, string> = new Map([
  ['https', 'tls'],
  ['mqtt', 'tls'],
  ...['snmp', 'ssh', 'modbus', 'smb', 'ldap', 'rdp'].map((name): [string, string] => [name, name]),
])
const overUdp: ReadonlySet<string> = new Set(['snmp', 'semtech-udp', 'wireguard', 'bacnet'])

/** One conversation as a probe writes it when it has ended (Suricata EVE, `event_type: flow`). */
export function conversation(
  time: number,
  from: string,
  to: string,
  { protocol, port }: Pick<ConduitPlan, 'protocol' | 'port'>,
  bytes: number,
): Said {
  const at = new Date(time).toISOString().replace('Z', '000+0000')
  const number = hash32(`${time}/${from}/${to}/${port}`)
  const packets = 4 + Math.ceil(bytes / 900)
  const record = {
    timestamp: at,
    flow_id: number,
    host: 'sonde-coeur',
    event_type: 'flow',
    src_ip: from,
    src_port: 49_152 + (number % 16_384),
    dest_ip: to,
    dest_port: port,
    proto: overUdp.has(protocol) ? 'UDP' : 'TCP',
    app_proto: known.get(protocol) ?? 'failed',
    flow: {
      pkts_toserver: packets,
      pkts_toclient: packets,
      bytes_toserver: Math.floor(bytes / 4),
      bytes_toclient: bytes,
      start: at,
      end: at,
      age: 0,
      state: overUdp.has(protocol) ? 'established' : 'closed',
      reason: 'timeout',
      alerted: false,
    },
  }
  return { time, over: 'http', by: 'suricata', payload: JSON.stringify(record) }
}
