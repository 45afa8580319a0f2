import type { LogSource, Native, Value } from '@tocsin/event'
import { fieldsOf } from '../database/csv.ts'
import type { Dialect, Said } from '../wire/dialect.ts'
import { fileHead } from '../wire/file-head.ts'
import { textOf } from '../wire/growing.ts'
import { isoTime } from '../wire/time.ts'

const sources: readonly LogSource[] = [{ product: 'exchange', category: 'mail' }, { category: 'mail' }]
// OCSF 1.3: 4009 Email Activity (1 send, 2 receive).
const said: Said = {
  logsources: sources,
  product: 'Microsoft Exchange',
  kind: [4009, 1],
  derive,
  aliases: [
    ['src_ip', 'original-client-ip', 'client-ip'],
    ['src_host', 'client-hostname'],
    ['dst_ip', 'server-ip'],
    ['device_host', 'server-hostname'],
    ['from', 'sender-address'],
    ['to', 'recipient-address'],
    ['subject', 'message-subject'],
    ['event_uid', 'message-id'],
    ['session', 'internal-message-id'],
    ['event_code', 'event-id'],
  ],
}

// "Message tracking", Microsoft Learn, fields of Exchange 2013 and later; 2010 has no network-message-id.
const modern = [
  ...['date-time', 'client-ip', 'client-hostname', 'server-ip', 'server-hostname', 'source-context', 'connector-id'],
  ...['source', 'event-id', 'internal-message-id', 'message-id', 'network-message-id', 'recipient-address'],
  ...[
    'recipient-status',
    'total-bytes',
    'recipient-count',
    'related-recipient-address',
    'reference',
    'message-subject',
  ],
  ...['sender-address', 'return-path', 'message-info', 'directionality', 'tenant-id', 'original-client-ip'],
  ...['original-server-ip', 'custom-data', 'transport-traffic-type', 'log-id', 'schema-version'],
]
const older = modern.filter((name) => name !== 'network-message-id')
const stamp = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z),/y
const network = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/
/** Where the message came from or went to: the component that wrote the record. */
const components = new Set([
  ...[
    'ADMIN',
    'AGENT',
    'DELIVERY',
    'DNS',
    'DSN',
    'GATEWAY',
    'MAILBOXRULE',
    'MEETINGMESSAGEPROCESSOR',
    'ORAR',
    'PICKUP',
  ],
  ...[
    'POISONMESSAGE',
    'PUBLICFOLDER',
    'QUEUE',
    'REDUNDANCY',
    'RESOLVER',
    'ROUTING',
    'SAFETYNET',
    'SMTP',
    'STOREDRIVER',
  ],
  ...['APPROVAL', 'BOOTLOADER', 'AGGREGATION'],
])

// `#Software: Microsoft Exchange Server`, `#Version:`, `#Log-type: Message Tracking Log`, `#Date:`, `#Fields: date-time,...`
const head = fileHead(
  'exchange',
  'Microsoft Exchange',
  /^#(?:Software: Microsoft Exchange|Version: \d|Log-type: |Date: \d{4}-|Fields: date-time,)/,
)

/** Exchange's message tracking log (`MSGTRK*.LOG`); see SPEC.md. */
export const exchange: Dialect = {
  id: 'exchange',
  logsources: [...sources, { product: 'exchange' }],
  read(text, start, put) {
    stamp.lastIndex = start
    const match = stamp.exec(text)
    if (match === null) return head(text, start, put)
    const fields = fieldsOf(text, start, modern.length)
    if (fields.length < 20 || !components.has(fields[7]?.value ?? '')) return undefined
    const names = network.test(fields[11]?.value ?? '') || fields.length >= 27 ? modern : older
    for (const [index, { value, start: from, end }] of fields.entries()) {
      const name = names[index]
      if (name !== undefined && value !== '') put(name, value, from, end)
    }
    const time = isoTime(match[1] ?? '')
    const received = fields[8]?.value === 'RECEIVE'
    return { ...said, ...(received ? { kind: [4009, 2] as const } : {}), ...(time !== undefined && { time }) }
  },
}

// "Event types in the message tracking log": what fails says so. A notification (DSN) may be of a delivery, and what is
// deferred is tried again.
const failures = new Set(['FAIL', 'BADMAIL', 'POISONMESSAGE', 'HAREDIRECTFAIL'])
const undecided = new Set(['DEFER', 'DSN'])

function derive(native: Native, derived: Map<string, Value>): void {
  const event = textOf(native, 'event-id') ?? ''
  if (event !== '') derived.set('action', event.toLowerCase())
  if (!undecided.has(event)) derived.set('outcome', failures.has(event) ? 'failure' : 'success')
}
