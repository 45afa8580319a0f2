import type { Event } from '@tocsin/event'
import type { StatedOut } from '../stated.ts'
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
import { industrialLogs } from './zeek-industrial.ts'

/** What Zeek's logs state of things (docs.zeek.org, Log Files), and the identification logs of ICSNPP. */
export const readZeek: ReadStated = (event, out) => {
  const log = event.ocsf['metadata.log_name']
  const read = typeof log === 'string' ? logs.get(log) : undefined
  read?.(event, stating(`zeek/${log}`, out), out)
}

type ReadLog = (event: Event, say: Stating, out: StatedOut) => void

const origin = ['id.orig_h', 'id_orig_h'] as const
const responder = ['id.resp_h', 'id_resp_h'] as const
const responderPort = ['id.resp_p', 'id_resp_p'] as const

/** Both sides of a record that only an exchange of both can make. */
function both(event: Event, say: Stating): { readonly from: string; readonly to: string } | undefined {
  const [from, to] = [addressIn(event, ...origin), addressIn(event, ...responder)]
  if (from === undefined || to === undefined) return undefined
  say.fact('ip', from, 'seen', '')
  say.fact('ip', to, 'seen', '')
  return { from, to }
}

function service(event: Event, say: Stating, transport: string, app: string): void {
  const [to, port] = [addressIn(event, ...responder), numberOf(event, ...responderPort)]
  if (isPort(port)) say.fact('ip', to, 'service', `${transport}/${port}`, { detail: app })
}

// conn.log, conn_state: the handshake was seen and both sides spoke. UDP's SF: both sides sent.
const answeredStates = new Set(['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR'])
/** IANA's dynamic ports begin at 49152 (RFC 6335 §6), Linux' at 32768: there a port alone makes no service. */
const firstDynamic = 32_768

const conn: ReadLog = (event, say) => {
  const [from, to] = [addressIn(event, ...origin), addressIn(event, ...responder)]
  if (from === undefined || to === undefined) return
  const transport = textOf(event, 'proto')?.toLowerCase() ?? 'unknown'
  const answered = answeredStates.has(textOf(event, 'conn_state') ?? '')
  const app = textOf(event, 'service') ?? ''
  const port = transport === 'icmp' ? 0 : (numberOf(event, ...responderPort) ?? 0)
  // The link-layer addresses of conn.log are those of the next router for everybody behind one: they identify nobody.
  say.fact('ip', from, 'seen', '', { answered })
  if (answered) {
    say.fact('ip', to, 'seen', '')
    if (isPort(port) && (transport === 'tcp' || app !== '' || port < firstDynamic)) {
      say.fact('ip', to, 'service', `${transport}/${port}`, { detail: app })
    }
  }
  const bytes = (numberOf(event, 'orig_bytes') ?? 0) + (numberOf(event, 'resp_bytes') ?? 0)
  say.flow({ from, to, transport, port, app, bytes, answered })
}

const dns: ReadLog = (event, say) => {
  // A question that nobody answered may come from anybody.
  if (textOf(event, 'rcode_name') === undefined) {
    say.fact('ip', addressIn(event, ...origin), 'seen', '', { answered: false })
    return
  }
  if (both(event, say) === undefined) return
  const type = textOf(event, 'qtype_name')
  if (type !== 'A' && type !== 'AAAA') return
  const name = hostNameOf(textOf(event, 'query'))
  const addresses = textsOf(event, 'answers').flatMap((answer) => hostAddress(answer) ?? [])
  const aliases = textsOf(event, 'answers').length > addresses.length
  // A name with several addresses names a service, and one that leads over another name is an alias.
  if (name === undefined || addresses.length !== 1 || aliases) return
  const answered = isTrue(event, 'AA') // RFC 1035 §4.1.1: by who has authority over the name
  say.fact('ip', addresses[0], 'seen', '', { answered })
  say.fact('ip', addresses[0], 'host', name, { answered })
}

function hostAddress(text: string): string | undefined {
  return /^[\d.]+$|:/.test(text) ? text : undefined
}

const dhcp: ReadLog = (event, say) => {
  const mac = textOf(event, 'mac')
  const acknowledged = textsOf(event, 'msg_types').includes('ACK')
  say.fact('mac', mac, 'seen', '', { answered: acknowledged })
  say.fact('mac', mac, 'ip', addressIn(event, 'assigned_addr', 'client_addr'), { answered: acknowledged })
  const [host, domain] = [hostNameOf(textOf(event, 'host_name')), textOf(event, 'domain')]
  const full = host === undefined || host.includes('.') || domain === undefined ? host : hostNameOf(`${host}.${domain}`)
  say.fact('mac', mac, 'host', full ?? host, { answered: acknowledged })
  say.fact('mac', mac, 'name', host, { answered: acknowledged })
  if (acknowledged) say.fact('ip', addressIn(event, 'server_addr'), 'service', 'udp/67', { detail: 'dhcp' })
}

const ssl: ReadLog = (event, say) => {
  if (!isTrue(event, 'established')) return
  const sides = both(event, say)
  if (sides === undefined) return
  service(event, say, 'tcp', 'tls')
  // The client chooses the name that it asks for; only a certificate that was verified says that it found it.
  if (textOf(event, 'validation_status') === 'ok') {
    say.fact('ip', sides.to, 'host', hostNameOf(textOf(event, 'server_name')))
  }
}

const http: ReadLog = (event, say) => {
  if (numberOf(event, 'status_code') === undefined) return
  const sides = both(event, say)
  if (sides === undefined) return
  service(event, say, 'tcp', 'http')
  say.fact('ip', sides.from, 'software', textOf(event, 'user_agent'))
}

const ssh: ReadLog = (event, say) => {
  const server = textOf(event, 'server')
  if (server === undefined) return
  const sides = both(event, say)
  if (sides === undefined) return
  service(event, say, 'tcp', 'ssh')
  say.fact('ip', sides.to, 'software', server)
  say.fact('ip', sides.from, 'software', textOf(event, 'client'))
}

const kerberos: ReadLog = (event, say) => {
  const sides = both(event, say)
  const client = textOf(event, 'client')
  if (sides === undefined || client === undefined || !isTrue(event, 'success')) return
  const slash = client.lastIndexOf('/')
  const [name, realm] = slash < 0 ? [client, undefined] : [client.slice(0, slash), client.slice(slash + 1)]
  say.fact('ip', sides.from, 'host', machineOf(name, realm))
  say.fact('ip', sides.from, 'account', accountOf(name, realm))
}

const ntlm: ReadLog = (event, say) => {
  const sides = both(event, say)
  if (sides === undefined) return
  const server = textOf(event, 'server_dns_computer_name') ?? textOf(event, 'server_nb_computer_name')
  say.fact('ip', sides.to, 'host', hostNameOf(server))
  if (isTrue(event, 'success')) {
    say.fact('ip', sides.from, 'account', accountOf(textOf(event, 'username'), textOf(event, 'domainname')))
  }
}

const knownHost: ReadLog = (event, say) => say.fact('ip', addressIn(event, 'host'), 'seen', '')

function knownPort(transport: string | undefined, app: string | undefined): ReadLog {
  return (event, say) => {
    const [host, port] = [addressIn(event, 'host'), numberOf(event, 'port_num')]
    say.fact('ip', host, 'seen', '')
    const spoken = transport ?? textOf(event, 'port_proto')?.toLowerCase() ?? 'tcp'
    const detail = app ?? textsOf(event, 'service').join(',').toLowerCase()
    if (isPort(port)) say.fact('ip', host, 'service', `${spoken}/${port}`, { detail })
  }
}

const software: ReadLog = (event, say) => {
  const host = addressIn(event, 'host')
  const text = textOf(event, 'unparsed_version') ?? textOf(event, 'name')
  say.fact('ip', host, textOf(event, 'software_type')?.startsWith('OS::') ? 'system' : 'software', text)
}

const mqtt: ReadLog = (event, say) => {
  if (textOf(event, 'connect_status')?.toLowerCase() !== 'connection accepted') return
  const sides = both(event, say)
  if (sides === undefined) return
  service(event, say, 'tcp', 'mqtt')
  say.fact('ip', sides.from, 'mqtt-client', textOf(event, 'client_id'))
}

// Modbus application protocol V1.1b3 §6.21: objects of MEI type 14, as icsnpp-modbus names them.
const modbusObjects = new Map<string, 'vendor' | 'model' | 'firmware'>([
  ['vendorname', 'vendor'],
  ['productname', 'model'],
  ['modelname', 'model'],
  ['productcode', 'model'],
  ['majorminorrevision', 'firmware'],
])
const modbusIdentity: ReadLog = (event, say) => {
  if (textOf(event, 'request_response')?.toUpperCase() !== 'RESPONSE') return
  const topic = modbusObjects.get(letters(textOf(event, 'object_id')))
  const host = addressIn(event, 'source_h')
  say.fact('ip', host, 'seen', '')
  if (topic !== undefined) say.fact('ip', host, topic, textOf(event, 'object_value'))
}

// ANSI/ASHRAE 135 §12.11: properties of the device object.
const bacnetProperties = new Map<string, 'vendor' | 'model' | 'firmware' | 'serial'>([
  ['vendorname', 'vendor'],
  ['modelname', 'model'],
  ['firmwarerevision', 'firmware'],
  ['serialnumber', 'serial'],
])
const bacnetProperty: ReadLog = (event, say) => {
  if (letters(textOf(event, 'pdu_service')) !== 'readpropertyack') return
  const host = addressIn(event, 'source_h')
  say.fact('ip', host, 'seen', '')
  const topic = bacnetProperties.get(letters(textOf(event, 'property')))
  if (topic !== undefined) say.fact('ip', host, topic, textOf(event, 'value'))
}
const bacnetDiscovery: ReadLog = (event, say) => {
  if (letters(textOf(event, 'pdu_service')) !== 'iam') return
  const host = addressIn(event, 'source_h')
  say.fact('ip', host, 'seen', '', { answered: false })
  say.fact('ip', host, 'vendor', textOf(event, 'vendor'), { answered: false })
}

function letters(text: string | undefined): string {
  return text?.toLowerCase().replace(/[^a-z]/g, '') ?? ''
}

function isPort(port: number | undefined): port is number {
  return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536
}

const logs: ReadonlyMap<string, ReadLog> = new Map([
  ['conn', conn],
  ['dns', dns],
  ['dhcp', dhcp],
  ['ssl', ssl],
  ['http', http],
  ['ssh', ssh],
  ['kerberos', kerberos],
  ['ntlm', ntlm],
  ['known_hosts', knownHost],
  ['known_services', knownPort(undefined, undefined)],
  ['known_certs', knownPort('tcp', 'tls')],
  ['software', software],
  ['mqtt_connect', mqtt],
  ['modbus_read_device_identification', modbusIdentity],
  ['bacnet_property', bacnetProperty],
  ['bacnet_discovery', bacnetDiscovery],
  ...industrialLogs,
])
