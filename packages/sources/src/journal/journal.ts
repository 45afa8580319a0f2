import { type Decoder, decodeFailure, maxPayload, nativeLimits, type Value } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { envelopeDecoder, type Inner } from '../envelope/envelope.ts'
import { type JournalEntry, type JournalValue, readEntry } from './entry.ts'

const encoder = new TextEncoder()

/** One entry of systemd's journal; its message is read as the syslog message that its program would have sent. */
const decoder = envelopeDecoder('journal', (payload) => {
  if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
  const read = readEntry(payload)
  if (!read.ok) return read
  const message = textOf(read.value, 'MESSAGE')
  if (message === undefined || message.trim() === '') return decodeFailure('empty-frame', 0)
  return ok([innerOf(read.value, message)])
})

export const journal: Decoder = {
  ...decoder,
  locate(payload, field) {
    const read = payload.length > maxPayload ? undefined : readEntry(payload)
    if (read?.ok !== true) return undefined
    const own = placeOf(payload, read.value, field)
    if (own !== undefined) return { start: own[0], end: own[1] }
    const message = placeOf(payload, read.value, 'MESSAGE')
    if (message === undefined) return undefined
    const decoded = decoder.decode({ ...nowhere, payload })
    const value = decoded.ok ? decoded.value[0]?.native.get(field) : undefined
    if (value === undefined || value === null || value === '' || Array.isArray(value)) return undefined
    const wanted = encoder.encode(String(value))
    const at = indexOf(payload, wanted, message[0], message[1])
    return at < 0 ? undefined : { start: at, end: at + wanted.length }
  },
}

/** Where a field's value stands; in JSON only where it stands there as it is. */
function placeOf(payload: Uint8Array, { fields }: JournalEntry, name: string): JournalValue['place'] {
  const field = fields.get(name)
  if (field === undefined || field.place !== undefined) return field?.place
  const wanted = encoder.encode(`"${name}":"`)
  const value = encoder.encode(field.text)
  const at = indexOf(payload, wanted, 0, payload.length)
  const start = at < 0 ? -1 : at + wanted.length
  if (start < 0 || indexOf(payload, value, start, start + value.length) !== start) return undefined
  return payload[start + value.length] === 0x22 ? [start, start + value.length] : undefined
}

const nowhere = {
  kind: 'data',
  realm: 'real',
  origin: 'claimed',
  partition: 0,
  offset: 0,
  received: 0,
  source: '',
  decoder: '',
  peer: '',
} as const

function innerOf(entry: JournalEntry, message: string): Inner {
  const at = timeOf(entry)
  const host = textOf(entry, '_HOSTNAME')
  const beside = new Map<string, Value>()
  for (const [name, { text }] of entry.fields) {
    if (beside.size < nativeLimits.fields / 4 && !said.has(name)) beside.set(name, text.slice(0, 4096))
  }
  const audited = auditRecord(entry, message, at)
  const line = `<${priorityOf(entry)}>1 ${stamp(at)} ${word(host, 255)} ${word(nameOf(entry), 48)} ${word(pidOf(entry), 128)} - - ${audited ?? message}`
  return {
    bytes: encoder.encode(line.length > maxPayload / 4 ? line.slice(0, maxPayload / 4) : line),
    beside,
    ...(at === undefined ? {} : { time: at / 1000 }),
    ...(host === undefined ? {} : { host }),
  }
}

/** What the message itself carries, or nobody asks for. */
const said = new Set([
  'MESSAGE',
  '__MONOTONIC_TIMESTAMP',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  'SYSLOG_RAW',
  '__SEQNUM',
  '__SEQNUM_ID',
])

/** journald takes the head off what the kernel's audit says (systemd, journald-audit.c): it is put back. */
function auditRecord(entry: JournalEntry, message: string, at: number | undefined): string | undefined {
  const type = textOf(entry, '_AUDIT_TYPE_NAME')
  const id = textOf(entry, '_AUDIT_ID')
  if (type === undefined || id === undefined || at === undefined || !/^[A-Z0-9_]{1,32}$/.test(type)) return undefined
  const rest = message.startsWith(`${type} `) ? message.slice(type.length + 1) : message
  return `type=${type} msg=audit(${(at / 1_000_000).toFixed(3)}:${id.replace(/\D/g, '')}): ${rest}`
}

/** Microseconds since the epoch: when it happened, else when the journal had it. */
function timeOf(entry: JournalEntry): number | undefined {
  for (const name of ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP']) {
    const text = textOf(entry, name)
    if (text !== undefined && /^\d{1,16}$/.test(text)) return Number(text)
  }
  return undefined
}

function stamp(at: number | undefined): string {
  if (at === undefined || at > 8.64e18) return '-'
  const date = new Date(Math.floor(at / 1000))
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? '-' : date.toISOString()
}

function priorityOf(entry: JournalEntry): number {
  const severity = Number(/^[0-7]$/.exec(textOf(entry, 'PRIORITY') ?? '')?.[0] ?? 6)
  const facility = Number(/^\d{1,2}$/.exec(textOf(entry, 'SYSLOG_FACILITY') ?? '')?.[0] ?? 3)
  return Math.min(facility, 23) * 8 + severity
}

function nameOf(entry: JournalEntry): string | undefined {
  if (textOf(entry, '_TRANSPORT') === 'kernel') return 'kernel'
  return textOf(entry, 'SYSLOG_IDENTIFIER') ?? textOf(entry, '_COMM')
}

function pidOf(entry: JournalEntry): string | undefined {
  return textOf(entry, 'SYSLOG_PID') ?? textOf(entry, '_PID')
}

function textOf({ fields }: JournalEntry, name: string): string | undefined {
  return fields.get(name)?.text
}

/** RFC 5424 §6: a header's parts are printable and have no spaces. */
function word(text: string | undefined, most: number): string {
  const plain = text?.replace(/[^!-~]/g, '_').slice(0, most)
  return plain === undefined || plain === '' ? '-' : plain
}

function indexOf(payload: Uint8Array, wanted: Uint8Array, from: number, to: number): number {
  const [first] = wanted
  if (first === undefined) return -1
  for (let at = payload.indexOf(first, from), tries = 0; at >= 0 && at + wanted.length <= to && tries < 4096; tries++) {
    if (wanted.every((byte, n) => payload[at + n] === byte)) return at
    at = payload.indexOf(first, at + 1)
  }
  return -1
}
