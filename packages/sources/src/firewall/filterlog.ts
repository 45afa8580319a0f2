import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'

const logsources: readonly LogSource[] = [
  { category: 'firewall' },
  { product: 'pfsense', category: 'firewall' },
  { product: 'opnsense', category: 'firewall' },
]

const passed: Said = { logsources, kind: [4001, 6] }
const denied: Said = { logsources, kind: [4001, 5] }

// docs.netgate.com, Raw Filter Log Format; OPNsense writes the same with the rule's id in the fourth place.
const common = ['rule', 'sub_rule', 'anchor', 'tracker', 'interface', 'reason', 'verdict', 'direction', 'ip_version']
const four = [
  'tos',
  'ecn',
  'ttl',
  'ip_id',
  'ip_offset',
  'ip_flags',
  'protocol_id',
  'protocol',
  'length',
  'src_ip',
  'dst_ip',
]
const six = ['class', 'flow_label', 'hop_limit', 'protocol', 'protocol_id', 'length', 'src_ip', 'dst_ip']
const ports = ['src_port', 'dst_port', 'data_length']
const tcp = [...ports, 'tcp_flags', 'sequence', 'ack', 'window', 'urgent', 'tcp_options']

/** Reads pf's filterlog of pfSense and OPNsense; see SPEC.md. */
export const filterlog: Dialect = {
  id: 'filterlog',
  logsources,
  read(text, start, put) {
    const unit = text.charCodeAt(start)
    if (!(unit >= 48 && unit <= 57) && unit !== 44) return undefined
    const places = placesOf(text, start)
    const value = (index: number) => text.slice(...(places[index] ?? [0, 0]))
    const version = value(8)
    const names = version === '4' ? [...common, ...four] : version === '6' ? [...common, ...six] : undefined
    if (names === undefined || places.length < names.length || !directions.has(value(7))) return undefined
    const protocol = value(names.indexOf('protocol')).toLowerCase()
    putAll(text, places, [...names, ...(protocol === 'tcp' ? tcp : protocol === 'udp' ? ports : [])], put)
    const verdict = places[6] ?? [start, start]
    const isDenied = value(6) === 'block' || value(6) === 'reject'
    put('action', isDenied ? 'deny' : 'accept', ...verdict)
    return isDenied ? denied : passed
  },
}

const directions = new Set(['in', 'out'])
const integers = new Set(['src_port', 'dst_port', 'length', 'data_length', 'ttl', 'hop_limit'])

type Place = readonly [start: number, end: number]

function placesOf(text: string, start: number): readonly Place[] {
  const places: Place[] = []
  let from = start
  while (places.length < 40) {
    const comma = text.indexOf(',', from)
    const end = comma < 0 ? text.length : comma
    places.push([from, end])
    if (comma < 0) break
    from = comma + 1
  }
  return places
}

function putAll(text: string, places: readonly Place[], names: readonly string[], put: Put): void {
  for (const [index, name] of names.entries()) {
    const [start, end] = places[index] ?? [0, 0]
    if (end === start) continue
    const value = text.slice(start, end)
    put(name, integers.has(name) && /^\d{1,9}$/.test(value) ? Number(value) : value, start, end)
  }
}
