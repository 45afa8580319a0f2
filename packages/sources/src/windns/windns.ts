import type { LogSource, Native, Value } from '@tocsin/event'
import type { Dialect, Said } from '../wire/dialect.ts'
import { fileHead } from '../wire/file-head.ts'
import { textOf } from '../wire/growing.ts'
import { daysIn } from '../wire/time.ts'

const sources: readonly LogSource[] = [
  { product: 'windows', service: 'dns-server' },
  { product: 'windns', category: 'dns' },
  { category: 'dns' },
  { category: 'network', service: 'dns' },
]
// OCSF 1.3: 4003 DNS Activity (1 query, 2 response).
const query: Said = {
  logsources: sources,
  product: 'Windows DNS Server',
  kind: [4003, 1],
  derive,
  aliases: [
    ['source.ip', 'src_ip'],
    ['dns.question.type', 'record_type'],
  ],
}
const answer: Said = { ...query, kind: [4003, 2] }

// The log's own legend ("Message logging key"): date, time, thread, PACKET, identifier, protocol, direction, address, Xid,
// R for a response, opcode, [flags, response code], type, name.
const packet =
  /(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}:\d{2}:\d{2}(?: [AP]M)? )([\dA-F]{3,8}) PACKET {1,2}([\dA-F]{8,16}) (UDP|TCP) (Snd|Rcv) ([\da-fA-F.:]{2,45}) {1,40}([\da-f]{4}) (R| ) (\S) \[([\da-f]{4}) {1,3}([A-Z ]{1,4}?) {1,8}([A-Z]{4,10})\] (\S{1,10}) {1,8}(\S{1,600})/y

// The file's own head: when it was made, and the legend of its columns.
const head = fileHead(
  'windns',
  'Windows DNS Server',
  /^(?:DNS Server log file creation at |Log file wrap at |Message logging key |Field #\s+Information|-{7}\s+-{5}|\d{1,2} {4,9}(?:\[ ?)?[A-Z])/,
)

/**
 * The server's own time, as its region writes it: year first; else, with AM or PM, month first as in the US; else day first. A
 * date that cannot be so is turned around.
 */
function timeOf(text: string): Pick<Said, 'time' | 'local'> {
  const match = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4}) (\d{1,2}):(\d{2}):(\d{2})(?: ([AP])M)?/.exec(text)
  if (match === null) return {}
  const [a, b, c] = [Number(match[1]), Number(match[3]), Number(match[4])]
  const noon = match[8]
  const monthFirst = noon === undefined ? b > 12 : a <= 12
  const [year, month, day] = a > 31 ? [a, b, c] : monthFirst ? [c, a, b] : [c, b, a]
  const hour = noon === undefined ? Number(match[5]) : (Number(match[5]) % 12) + (noon === 'P' ? 12 : 0)
  const [minute, second] = [Number(match[6]), Number(match[7])]
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return {}
  if (hour > 23 || minute > 59 || second > 59) return {}
  return { time: Date.UTC(year, month - 1, day, hour, minute, second), local: true }
}

const names = [
  ...['thread', 'packet_id', 'protocol', 'direction', 'src_ip', 'transaction', 'response', 'opcode', 'flags'],
  ...['flag_letters', 'rcode', 'record_type', 'name'],
]

/** The debug log of Windows' DNS server (`dns.log`, packets in one line); see SPEC.md. */
export const windns: Dialect = {
  id: 'windns',
  logsources: [...sources, { product: 'windns' }],
  read(text, start, put) {
    packet.lastIndex = start
    const match = packet.exec(text)
    if (match === null) return head(text, start, put)
    let at = start
    for (const [index, name] of names.entries()) {
      const value = match[index + 1] ?? ''
      const from = text.indexOf(value, at)
      if (value.trim() !== '' && name !== 'packet_id') put(name, value, from, from + value.length)
      at = from + value.length
    }
    return { ...(match[7] === 'R' ? answer : query), ...timeOf(text.slice(start, start + match[0].indexOf('PACKET'))) }
  },
}

// `(3)www(7)example(0)`: each label behind its length.
function derive(native: Native, derived: Map<string, Value>): void {
  const name = textOf(native, 'name') ?? ''
  const host = name
    .replace(/\(\d{1,3}\)/g, '.')
    .replace(/^\.|\.$/g, '')
    .toLowerCase()
  if (host !== '') {
    derived.set('query', host)
    derived.set('dns.question.name', host)
  }
  derived.set('action', textOf(native, 'response') === 'R' ? 'reply' : 'query')
}
