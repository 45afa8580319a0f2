import { type DecodeFailure, decodeFailure, maxPayload, type Scalar, type Value } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { addressOf } from '../wire/address.ts'
import { readUtf8 } from '../wire/utf8.ts'

/** A row of Zeek's tab-separated logs, or nothing for a line that begins with `#`. */
export interface TsvRow {
  readonly log: string
  /** Field name -> its value and the place of its text: UTF-16 positions [start, end). */
  readonly fields: ReadonlyMap<string, readonly [value: Value, start: number, end: number]>
  readonly text: string
}

type Column = readonly [name: string, type: 'time' | 'count' | 'number' | 'bool' | 'address' | 'text' | 'list']

const endpoints: readonly Column[] = [
  ['ts', 'time'],
  ['uid', 'text'],
  ['id.orig_h', 'address'],
  ['id.orig_p', 'count'],
  ['id.resp_h', 'address'],
  ['id.resp_p', 'count'],
]
const conn: readonly Column[] = [
  ...endpoints,
  ['proto', 'text'],
  ['service', 'text'],
  ['duration', 'number'],
  ['orig_bytes', 'count'],
  ['resp_bytes', 'count'],
  ['conn_state', 'text'],
  ['local_orig', 'bool'],
  ['local_resp', 'bool'],
  ['missed_bytes', 'count'],
  ['history', 'text'],
  ['orig_pkts', 'count'],
  ['orig_ip_bytes', 'count'],
  ['resp_pkts', 'count'],
  ['resp_ip_bytes', 'count'],
  ['tunnel_parents', 'list'],
]
const dns: readonly Column[] = [
  ...endpoints,
  ['proto', 'text'],
  ['trans_id', 'count'],
  ['rtt', 'number'],
  ['query', 'text'],
  ['qclass', 'count'],
  ['qclass_name', 'text'],
  ['qtype', 'count'],
  ['qtype_name', 'text'],
  ['rcode', 'count'],
  ['rcode_name', 'text'],
  ['AA', 'bool'],
  ['TC', 'bool'],
  ['RD', 'bool'],
  ['RA', 'bool'],
  ['Z', 'count'],
  ['answers', 'list'],
  ['TTLs', 'list'],
  ['rejected', 'bool'],
]
const http: readonly Column[] = [
  ...endpoints,
  ['trans_depth', 'count'],
  ['method', 'text'],
  ['host', 'text'],
  ['uri', 'text'],
  ['referrer', 'text'],
  ['version', 'text'],
  ['user_agent', 'text'],
  ['origin', 'text'],
  ['request_body_len', 'count'],
  ['response_body_len', 'count'],
  ['status_code', 'count'],
  ['status_msg', 'text'],
  ['info_code', 'count'],
  ['info_msg', 'text'],
  ['tags', 'list'],
  ['username', 'text'],
  ['password', 'text'],
  ['proxied', 'list'],
  ['orig_fuids', 'list'],
  ['orig_filenames', 'list'],
  ['orig_mime_types', 'list'],
  ['resp_fuids', 'list'],
  ['resp_filenames', 'list'],
  ['resp_mime_types', 'list'],
]
const ssl: readonly Column[] = [
  ...endpoints,
  ['version', 'text'],
  ['cipher', 'text'],
  ['curve', 'text'],
  ['server_name', 'text'],
  ['resumed', 'bool'],
  ['last_alert', 'text'],
  ['next_protocol', 'text'],
  ['established', 'bool'],
  ['ssl_history', 'text'],
  ['cert_chain_fps', 'list'],
  ['client_cert_chain_fps', 'list'],
  ['sni_matches_cert', 'bool'],
]

/**
 * The columns of Zeek 6 and 7 without local scripts, told by their number and by what only that log can hold in its
 * places. Two logs of equal width differ in `tells`; a row that fits none is refused rather than guessed.
 */
const layouts: readonly { readonly log: string; readonly columns: readonly Column[]; readonly tells: RegExp }[] = [
  { log: 'conn', columns: conn, tells: /^(?:tcp|udp|icmp|unknown_transport)\t/ },
  // Zeek 8 adds the protocol's number.
  { log: 'conn', columns: [...conn, ['ip_proto', 'count']], tells: /^(?:tcp|udp|icmp|unknown_transport)\t/ },
  { log: 'dns', columns: dns, tells: /^(?:tcp|udp)\t\d/ },
  { log: 'http', columns: http, tells: /^\d+\t(?:[A-Z]{3,12}|-)\t/ },
  { log: 'ssl', columns: ssl, tells: /^(?:TLSv1\d|SSLv\d|DTLSv1\d|unknown-\d+|-)\t/ },
]

/** Reads one line of a tab-separated log of Zeek. */
export function readTsv(payload: Uint8Array): Result<TsvRow | undefined, DecodeFailure> {
  if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
  const read = readUtf8(payload)
  if (!read.ok) return read
  const text = read.value.replace(/[\r\n]+$/, '')
  if (text.startsWith('#')) return ok(undefined)
  const starts = startsOf(text)
  for (const layout of layouts) {
    if (layout.columns.length !== starts.length) continue
    if (!layout.tells.test(text.slice(starts[6] ?? text.length, (starts[6] ?? 0) + 64))) continue
    const fields = fieldsOf(text, starts, layout.columns)
    if (fields !== undefined) return ok({ log: layout.log, fields, text })
  }
  return decodeFailure('unknown-shape', 0)
}

function startsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\t'); at >= 0 && starts.length < 64; at = text.indexOf('\t', at + 1)) starts.push(at + 1)
  return starts
}

function fieldsOf(text: string, starts: readonly number[], columns: readonly Column[]): TsvRow['fields'] | undefined {
  const fields = new Map<string, readonly [Value, number, number]>()
  for (const [index, [name, type]] of columns.entries()) {
    const start = starts[index] ?? 0
    const end = (starts[index + 1] ?? text.length + 1) - 1
    const raw = text.slice(start, end)
    if (raw === '-') continue
    const value = typedValue(raw, type)
    if (value === undefined) return undefined
    if (type !== 'list' || raw !== '(empty)') fields.set(name, [value, start, end])
  }
  // Without both ends and a time it is something else that happens to be as wide.
  return fields.has('ts') && fields.has('id.orig_h') && fields.has('id.resp_h') ? fields : undefined
}

function typedValue(raw: string, type: Column[1]): Value | undefined {
  switch (type) {
    case 'time':
      return /^\d{9,11}\.\d{1,9}$/.test(raw) ? Number(raw) : undefined
    case 'count':
      return /^\d{1,15}$/.test(raw) ? Number(raw) : undefined
    case 'number':
      return /^\d{1,15}(?:\.\d{1,9})?$/.test(raw) ? Number(raw) : undefined
    case 'bool':
      return raw === 'T' ? true : raw === 'F' ? false : undefined
    case 'address':
      return addressOf(raw) === undefined ? undefined : raw
    case 'list':
      return raw.split(',').map((item): Scalar => plain(item))
    default:
      return plain(raw)
  }
}

// Zeek escapes tabs, commas in lists and what is no UTF-8 as `\x09`.
function plain(raw: string): string {
  if (!raw.includes('\\x')) return raw
  return raw.replace(/\\x([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
