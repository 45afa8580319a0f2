import { maxPayload, type Native } from '@tocsin/event'
import { type Growing, gathered, grow, put as putField, putJson } from '../wire/growing.ts'
import { isObject, type Json } from '../wire/json-object.ts'
import { readUtf8 } from '../wire/utf8.ts'
import { type Header, type Put, readHeader } from './header.ts'
import { type Program, programOf } from './programs.ts'

/** One message as text, and how its bytes became text. */
export interface MessageText {
  readonly text: string
  /** Read as Latin-1: a byte a character. */
  readonly latin1: boolean
}

/** What a message says, before it is an event. */
export interface Message {
  readonly header: Header
  readonly program: Program
  readonly native: Native
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
 * @param placed told where each field stands, for highlighting
 */
export function readMessage({ text, latin1: old }: MessageText, received: number, placed?: Put): Message {
  const into = grow()
  const put: Put = (name, value, start, end) => {
    putField(into, name, value)
    placed?.(name, value, start, end)
  }
  const header = readHeader(text, received, put)
  // RFC 5424 §6.4: a byte order mark says that the message is UTF-8.
  const body = text.charCodeAt(header.body) === 0xfeff ? header.body + 1 : header.body
  put('message', text.slice(body), body, text.length)
  if (old) putField(into, 'tocsin.encoding', 'latin1')
  const program = programOf(header.app)
  program.read?.(text, unrepeated(text, body, put), put)
  readJsonBody(into, text, body)
  return { header, program, native: gathered(into), tooDeep: into.tooDeep }
}

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
function readJsonBody(into: Growing, text: string, body: number): void {
  const start = jsonBody(text, body)
  if (start === undefined || text.length - start > maxPayload) return
  let object: Json
  try {
    object = JSON.parse(text.slice(start))
  } catch {
    return
  }
  if (!isObject(object)) return
  const header = new Set(into.fields.keys())
  for (const name in object) {
    const value = object[name]
    if (value !== undefined) putJson(into, header.has(name) ? `body.${name}` : name, value, 2)
  }
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
