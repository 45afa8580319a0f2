import type { Event } from '@tocsin/event'
import type { StatedOut, Topic } from '../stated.ts'
import { addressIn, numberOf, type Stating, textOf } from './fields.ts'

type ReadLog = (event: Event, say: Stating, out: StatedOut) => void

/** What the logs of ICSNPP state of controllers: field names as each parser's README and main.zeek give them (sources/zeek/SPEC.md). */

const ends = {
  origin: ['id.orig_h', 'id_orig_h'],
  responder: ['id.resp_h', 'id_resp_h'],
  originPort: ['id.orig_p', 'id_orig_p'],
  responderPort: ['id.resp_p', 'id_resp_p'],
} as const

/** The end of a conversation that serves a protocol: the one at its port. */
function serverAt(event: Event, port: number): string | undefined {
  if (numberOf(event, ...ends.responderPort) === port) return addressIn(event, ...ends.responder)
  return numberOf(event, ...ends.originPort) === port ? addressIn(event, ...ends.origin) : undefined
}

/** A record that only an answer makes: both are there, and one serves the protocol. */
function answered(app: string, port: number, transport: string, isAnswer: (event: Event) => boolean): ReadLog {
  return (event, say) => {
    if (!isAnswer(event)) return
    const server = serverAt(event, port)
    if (server === undefined) return
    say.fact('ip', addressIn(event, ...ends.origin), 'seen', '')
    say.fact('ip', addressIn(event, ...ends.responder), 'seen', '')
    say.fact('ip', server, 'service', `${transport}/${port}`, { detail: app })
  }
}

function described(host: string | undefined, say: Stating, said: Readonly<Partial<Record<Topic, string | undefined>>>) {
  say.fact('ip', host, 'seen', '')
  for (const [topic, value] of Object.entries(said)) say.fact('ip', host, topic as Topic, value)
}

const says = (name: string, pattern: RegExp) => (event: Event) => pattern.test(textOf(event, name) ?? '')

// icsnpp-s7comm: accreted over a connection from answers to Read-SZL 0x001c, component identification; the controller is at port 102.
const s7Device: ReadLog = (event, say) =>
  described(serverAt(event, 102), say, {
    name: textOf(event, 'automation_system_name'),
    model: textOf(event, 'module_name'),
    serial: textOf(event, 'module_serial'),
  })

// icsnpp-enip: the identity object of CIP; where the record says who sent it, it is that one.
const cipIdentity: ReadLog = (event, say) =>
  described(addressIn(event, 'source_h') ?? serverAt(event, 44_818), say, {
    vendor: textOf(event, 'vendor_name'),
    model: textOf(event, 'product_name'),
    firmware: textOf(event, 'revision'),
    serial: textOf(event, 'serial_number'),
  })

// icsnpp-opcua-binary: the server's own description of its endpoints; a URI of the product, not its name.
const opcuaEndpoint: ReadLog = (event, say) =>
  described(serverAt(event, 4840), say, { software: textOf(event, 'product_uri'), name: textOf(event, 'text') })

const opcuaAnswers = says('msg_type', /^ACK/i)

export const industrialLogs: readonly (readonly [log: string, read: ReadLog])[] = [
  ['s7comm_known_devices', s7Device],
  ['s7comm', answered('s7comm', 102, 'tcp', says('rosctr_name', /^ack/i))],
  ['s7comm_plus', answered('s7comm-plus', 102, 'tcp', says('opcode_name', /^response/i))],
  ['s7comm_read_szl', answered('s7comm', 102, 'tcp', says('method', /^response/i))],
  ['cip_identity', cipIdentity],
  ['cip', answered('cip', 44_818, 'tcp', says('direction', /^response/i))],
  ['modbus_detailed', answered('modbus', 502, 'tcp', (event) => event.native.get('matched') === true)],
  ['dnp3_control', answered('dnp3', 20_000, 'tcp', says('function_code', /^response/i))],
  ['dnp3_objects', answered('dnp3', 20_000, 'tcp', says('function_code', /^response/i))],
  ['opcua_binary', answered('opcua', 4840, 'tcp', opcuaAnswers)],
  ['opcua_binary_get_endpoints_description', opcuaEndpoint],
]
