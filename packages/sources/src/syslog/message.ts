import { maxPayload, type Native } from '@tocsin/event'
import { tellShape } from '../json/shapes.ts'
import { type Dialect, derivedOf, type Put, type Said } from '../wire/dialect.ts'
import { type Growing, gathered, grow, put as putField, putJson } from '../wire/growing.ts'
import { isObject, type Json } from '../wire/json-object.ts'
import { isLocalTime, timeOf } from '../wire/time.ts'
import { readUtf8 } from '../wire/utf8.ts'
import { type Header, readHeader } from './header.ts'
import { dialectOf, programOf } from './programs.ts'

/** One message as text, and how its bytes became text. */
export interface MessageText {
  readonly text: string
  /** Read as Latin-1: a byte a character. */
  readonly latin1: boolean
}

/** What a message says, before it is an event. */
export interface Message {
  readonly header: Header
  /** What its program, its form or its JSON body was recognised as. */
  readonly said: Said
  readonly native: Native
  readonly derived: Native
  readonly tooDeep: boolean
}

const latin1 = new TextDecoder('latin1')

/** Old devices write Latin-1: a message that is not UTF-8 is read as that, and says so, rather than be lost. */
export function readText(payload: Uint8Array): MessageText {
  const text = readUtf8(payload)
  return text.ok
    ? { text: trimEnd(text.value), latin1: false }
    : { text: trimEnd(latin1.decode(payload)), latin1: true }
}

/**
 * Reads header, structured data, the program's own fields and a JSON body.
 *
 * @param received microseconds since the epoch
 * @param expected the format of a file that may hold it without a header; a line that is of another one says so
 * @param placed told where each field stands, for highlighting
 */
export function readMessage(
  { text, latin1: old }: MessageText,
  received: number,
  expected?: Dialect,
  placed?: Put,
): Message {
  const into = grow()
  const put: Put = (name, value, start, end) => {
    putField(into, name, value)
    placed?.(name, value, start, end)
  }
  if (old) putField(into, 'tocsin.encoding', 'latin1')
  const alone = expected === undefined || isHeaded(text, received) ? undefined : expected.read(text, 0, put)
  if (alone !== undefined) {
    put('message', text, 0, text.length)
    return finish(into, noHeader, alone, false)
  }
  const header = readHeader(text, received, put)
  // RFC 5424 §6.4: a byte order mark says that the message is UTF-8.
  const body = text.charCodeAt(header.body) === 0xfeff ? header.body + 1 : header.body
  put('message', text.slice(body), body, text.length)
  const asExpected = expected?.read(text, body, put)
  if (asExpected !== undefined) return finish(into, header, asExpected, false)
  const program = programOf(header.app)
  const read =
    program.read?.(text, unrepeated(text, body, put), put) ?? dialectOf(header.app, text, body)?.read(text, body, put)
  const shape = readJsonBody(into, text, body) ? tellBody(into.fields) : undefined
  return finish(into, header, read ?? shape ?? program, expected !== undefined)
}

// A dialect may look for its form further on in the text: a syslog header would be lost in what it skips.
function isHeaded(text: string, received: number): boolean {
  const { time, severity } = readHeader(text, received, nowhere)
  return time !== undefined || severity !== undefined
}

const nowhere: Put = () => {}

const noHeader: Header = { time: undefined, host: undefined, app: undefined, severity: undefined, body: 0 }

// The record's own time goes before the transport's.
function tellBody(native: Native): Said | undefined {
  const said = tellShape(native)
  if (said === undefined || said.time !== undefined) return said
  for (const name of bodyTimes) {
    const time = timeOf(native.get(name))
    if (time !== undefined) return { ...said, time, ...(isLocalTime(native.get(name)) && { local: true }) }
  }
  return said
}

const bodyTimes = ['body.timestamp', '@timestamp', 'time', 'ts', 'eventTime', 'time_iso8601', 'CreationTime'] as const

function finish(into: Growing, header: Header, said: Said, strange: boolean): Message {
  const native = gathered(into)
  const derived = said.aliases === undefined && said.derive === undefined ? none : derivedOf(native, said)
  const marked = strange ? new Map([...derived, ['tocsin.read_as', 'syslog'] as const]) : derived
  return { header, said, native, derived: marked, tooDeep: into.tooDeep }
}

const none: Native = new Map()

// rsyslog: `message repeated 3 times: [ Failed password for root from ...]`
function unrepeated(text: string, body: number, put: Put): number {
  if (!text.startsWith('message repeated ', body)) return body
  const match = /^message repeated (\d{1,9}) times: \[ ?/.exec(text.slice(body, body + 48))
  if (match === null) return body
  const count = match[1] ?? ''
  put('repeated', Number(count), body + 17, body + 17 + count.length)
  return body + match[0].length
}

/** Where a JSON body starts, after the cookie of Project Lumberjack (`@cee:`) where there is one. */
export function jsonBody(text: string, body: number): number | undefined {
  let at = text.startsWith('@cee:', body) ? body + 5 : body
  while (text.charCodeAt(at) === 32) at++
  return text.charCodeAt(at) === 123 && text.endsWith('}') ? at : undefined
}

// The transport's own fields keep their names; a body's field of the same name is `body.<name>`.
function readJsonBody(into: Growing, text: string, body: number): boolean {
  const start = jsonBody(text, body)
  if (start === undefined || text.length - start > maxPayload) return false
  let object: Json
  try {
    object = JSON.parse(text.slice(start))
  } catch {
    return false
  }
  if (!isObject(object)) return false
  const header = new Set(into.fields.keys())
  for (const name in object) {
    const value = object[name]
    if (value !== undefined) putJson(into, header.has(name) ? `body.${name}` : name, value, 2)
  }
  return true
}

// Transports leave line ends and NUL behind.
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0) {
    const unit = text.charCodeAt(end - 1)
    if (unit !== 10 && unit !== 13 && unit !== 0) break
    end--
  }
  return end === text.length ? text : text.slice(0, end)
}
