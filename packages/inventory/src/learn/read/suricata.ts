import type { Event } from '@tocsin/event'
import {
  accountOf,
  addressIn,
  hostNameOf,
  isTrue,
  machineOf,
  numberOf,
  type ReadStated,
  type Stating,
  stating,
  textOf,
  textsOf,
} from './fields.ts'

/** What Suricata's EVE records state of things (docs.suricata.io, EVE JSON format). */
export const readSuricata: ReadStated = (event, out) => {
  const type = textOf(event, 'event_type') ?? ''
  types.get(type)?.(event, stating(`suricata/${type}`, out))
}

type ReadType = (event: Event, say: Stating) => void

function both(event: Event, say: Stating): { readonly from: string; readonly to: string } | undefined {
  const [from, to] = [addressIn(event, 'src_ip'), addressIn(event, 'dest_ip')]
  if (from === undefined || to === undefined) return undefined
  say.fact('ip', from, 'seen', '')
  say.fact('ip', to, 'seen', '')
  return { from, to }
}

const flow: ReadType = (event, say) => {
  const [from, to] = [addressIn(event, 'src_ip'), addressIn(event, 'dest_ip')]
  if (from === undefined || to === undefined) return
  const transport =
    textOf(event, 'proto')
      ?.toLowerCase()
      .replace(/^ipv6-/, '') ?? 'unknown'
  const state = textOf(event, 'flow.state')
  const back = numberOf(event, 'flow.bytes_toclient') ?? 0
  // TCP: an answer alone may be a refusal; the handshake makes the state.
  const answered = back > 0 && (transport !== 'tcp' || state === 'established' || state === 'closed')
  const named = textOf(event, 'app_proto') ?? ''
  const app = named === 'failed' || named === 'unknown' ? '' : named
  const port = transport === 'tcp' || transport === 'udp' ? (numberOf(event, 'dest_port') ?? 0) : 0
  say.fact('ip', from, 'seen', '', { answered })
  if (answered) {
    say.fact('ip', to, 'seen', '')
    if (port > 0 && (transport === 'tcp' || app !== '' || port < 32_768)) {
      say.fact('ip', to, 'service', `${transport}/${port}`, { detail: app })
    }
  }
  say.flow({ from, to, transport, port, app, bytes: back + (numberOf(event, 'flow.bytes_toserver') ?? 0), answered })
}

function spoken(app: string, more?: (event: Event, say: Stating, from: string, to: string) => void): ReadType {
  return (event, say) => {
    const sides = both(event, say)
    if (sides === undefined) return
    const port = numberOf(event, 'dest_port') ?? 0
    if (port > 0) say.fact('ip', sides.to, 'service', `tcp/${port}`, { detail: app })
    more?.(event, say, sides.from, sides.to)
  }
}

const dns: ReadType = (event, say) => {
  const type = textOf(event, 'dns.type')
  if (type !== 'answer' && type !== 'response') return
  const name = hostNameOf(textOf(event, 'dns.rrname', 'dns.queries.rrname'))
  const addresses = [...textsOf(event, 'dns.grouped.A'), ...textsOf(event, 'dns.grouped.AAAA')]
  if (name === undefined || addresses.length !== 1 || textOf(event, 'dns.grouped.CNAME') !== undefined) return
  const answered = isTrue(event, 'dns.aa') || isTrue(event, 'dns.flags.aa')
  say.fact('ip', addresses[0], 'seen', '', { answered })
  say.fact('ip', addresses[0], 'host', name, { answered })
}

const dhcp: ReadType = (event, say) => {
  const mac = textOf(event, 'dhcp.client_mac')
  const answered = textOf(event, 'dhcp.dhcp_type') === 'ack'
  say.fact('mac', mac, 'seen', '', { answered })
  if (answered) say.fact('mac', mac, 'ip', addressIn(event, 'dhcp.assigned_ip'))
  const host = hostNameOf(textOf(event, 'dhcp.hostname'))
  say.fact('mac', mac, 'host', host, { answered })
  say.fact('mac', mac, 'name', host, { answered })
}

// RFC 826: whoever sends an ARP packet states both of its addresses; nothing proves them.
const arp: ReadType = (event, say) => {
  const mac = textOf(event, 'arp.src_mac')
  say.fact('mac', mac, 'seen', '', { answered: false })
  say.fact('mac', mac, 'ip', addressIn(event, 'arp.src_ip'), { answered: false })
}

const krb5: ReadType = (event, say) => {
  const sides = both(event, say)
  const [name, realm] = [textOf(event, 'krb5.cname'), textOf(event, 'krb5.realm')]
  if (sides === undefined || name === undefined || textOf(event, 'krb5.error_code') !== undefined) return
  say.fact('ip', sides.from, 'host', machineOf(name, realm))
  say.fact('ip', sides.from, 'account', accountOf(name, realm))
}

const mqtt: ReadType = (event, say) => {
  const client = textOf(event, 'mqtt.connect.client_id')
  if (client === undefined || numberOf(event, 'mqtt.connack.return_code') !== 0) return
  const sides = both(event, say)
  if (sides !== undefined) say.fact('ip', sides.from, 'mqtt-client', client)
}

const types: ReadonlyMap<string, ReadType> = new Map([
  ['flow', flow],
  ['dns', dns],
  ['dhcp', dhcp],
  ['arp', arp],
  ['krb5', krb5],
  ['mqtt', mqtt],
  // The client chooses the name that it asks for, and EVE does not say whether the certificate was verified.
  ['tls', spoken('tls')],
  [
    'http',
    spoken('http', (event, say, from) => {
      say.fact('ip', from, 'software', textOf(event, 'http.http_user_agent'))
    }),
  ],
  [
    'ssh',
    spoken('ssh', (event, say, from, to) => {
      say.fact('ip', to, 'software', textOf(event, 'ssh.server.software_version'))
      say.fact('ip', from, 'software', textOf(event, 'ssh.client.software_version'))
    }),
  ],
  ['modbus', spoken('modbus')],
])
