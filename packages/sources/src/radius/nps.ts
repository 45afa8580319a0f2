import type { Native, Value } from '@tocsin/event'
import { fieldsOf } from '../database/csv.ts'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { readXml } from '../wire/xml.ts'
import { radiusSaid } from './meanings.ts'

const said: Said = {
  ...radiusSaid('nps', [
    ['user', 'SAM-Account-Name', 'User-Name'],
    ['device_host', 'Computer-Name'],
    ['client', 'Client-Friendly-Name', 'NAS-Identifier'],
    ['nas_ip', 'Client-IP-Address', 'NAS-IP-Address'],
    ['src_ip', 'Framed-IP-Address'],
    ['src_mac', 'Calling-Station-Id'],
    ['reason', 'Reason-Code'],
    ['session', 'Acct-Session-Id'],
  ]),
  derive: deriveOutcome,
}

// "Interpret NPS Database Format Log Files", Microsoft Learn: the first columns in their order; names as DTS writes them.
const columns = [
  ...['Computer-Name', 'Event-Source', 'Record-Date', 'Record-Time', 'Packet-Type', 'User-Name'],
  ...['Fully-Qualified-Distinguished-Name', 'Called-Station-Id', 'Calling-Station-Id', 'Callback-Number'],
  ...['Framed-IP-Address', 'NAS-Identifier', 'NAS-IP-Address', 'NAS-Port', 'Client-Vendor', 'Client-IP-Address'],
  ...['Client-Friendly-Name', 'Event-Timestamp', 'Port-Limit', 'NAS-Port-Type', 'Connect-Info', 'Framed-Protocol'],
  ...['Service-Type', 'Authentication-Type', 'NP-Policy-Name', 'Reason-Code', 'Class'],
]
const csvHead = /"[^"]{1,64}","(?:IAS|RAS)",\d{2}\/\d{2}\/\d{4},\d{2}:\d{2}:\d{2},\d{1,3},/y

/** Microsoft's Network Policy Server: database-compatible lines and DTS-compliant XML; see SPEC.md. */
export const nps: Dialect = {
  id: 'nps',
  logsources: [...said.logsources, { product: 'nps' }],
  read(text, start, put) {
    if (text.startsWith('<Event>', start)) return readDts(text, start, put)
    csvHead.lastIndex = start
    if (!csvHead.test(text)) return undefined
    const fields = fieldsOf(text, start, columns.length)
    for (const [index, { value, start: from, end }] of fields.entries()) {
      const name = columns[index]
      if (name !== undefined && value !== '') put(name, value, from, end)
    }
    return said
  },
}

function readDts(text: string, start: number, put: Put): Said | undefined {
  const body = text.slice(start).trimEnd()
  if (!body.endsWith('</Event>') || !body.includes('<Packet-Type ')) return undefined
  const found: (readonly [string, string, number, number])[] = []
  const read = readXml(body, (value, from, end, element, attribute) => {
    if (attribute === undefined && element !== 'Event' && found.length < 200) {
      found.push([element, value, from + start, end + start])
    }
    return ''
  })
  if (!read.ok) return undefined
  for (const [name, value, from, end] of found) if (value !== '') put(name, value, from, end)
  return said
}

// RFC 2865 §3: 1 Access-Request, 2 Access-Accept, 3 Access-Reject; RFC 2866: 4 Accounting-Request.
function deriveOutcome(native: Native, derived: Map<string, Value>): void {
  const packet = textOf(native, 'Packet-Type')
  derived.set('action', packet === '4' || packet === '5' ? 'accounting' : packet === '1' ? 'request' : 'login')
  if (packet === '2' || packet === '3') derived.set('outcome', packet === '2' ? 'success' : 'failure')
}
