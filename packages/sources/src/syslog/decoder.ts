import { type Decoder, decodeFailure, type EventRow, type FramePart, maxPayload, type Native } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { type Dialect, sourceOf } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { markJson, partOf } from '../wire/json-marks.ts'
import { isObject } from '../wire/json-object.ts'
import { type Naming, nameHost } from '../wire/naming.ts'
import { fillRow, type GrowingRow, type RowPlan, setText } from '../wire/row.ts'
import { fillUsual, nameUsual } from '../wire/usual.ts'
import { hasByteOrderMark, utf8Length } from '../wire/utf8.ts'
import { jsonBody, type Message, type MessageText, readMessage, readText } from './message.ts'
import { locateInWindowsBody, readWindowsBody } from './windows-body.ts'

/**
 * A decoder of text: syslog messages, or the lines of one format with or without a syslog header.
 *
 * @param expected the format; a line that is of another one is read as syslog, and says so (`tocsin.read_as`)
 */
export function textDecoder(id: string, expected?: Dialect): Decoder {
  return {
    id,
    decode(frame) {
      const { payload, received } = frame
      if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
      const text = readText(payload)
      if (text.text.trim() === '') return decodeFailure('empty-frame', 0)
      const carried = expected === undefined ? readWindowsBody(frame, text) : undefined
      if (carried !== undefined) return ok(carried)
      const message = readMessage(text, received, expected)
      if (message.tooDeep) return decodeFailure('too-deep', Math.min(message.header.body, payload.length))
      const { native, derived, header, said } = message
      const verdict = said.judge?.(native)
      return ok([
        {
          time: said.time ?? header.time,
          ...((said.time === undefined ? header.local : said.local) === true ? { local: true } : {}),
          logsources: said.logsources,
          native,
          derived,
          ocsf: rowOf(message),
          observables: namesOf(native, derived, header.host),
          ...(verdict === undefined ? {} : { verdict }),
        },
      ])
    },
    locate(payload, field, index) {
      if (payload.length > maxPayload) return undefined
      const text = readText(payload)
      const carried = expected === undefined ? locateInWindowsBody(payload, text, field, index) : undefined
      if (carried !== undefined || index !== 0) return carried
      const places = new Map<string, readonly [start: number, end: number]>()
      const message = readMessage(text, 0, expected, (name, _, start, end) => places.set(name, [start, end]))
      const name = message.native.has(field) ? field : (sourceOf(message.native, message.said, field) ?? field)
      const found = places.get(name)
      return found === undefined
        ? locateInBody(payload, text, message, name)
        : bytesAt(payload, text, found[0], found[1])
    },
  }
}

function bytesAt(payload: Uint8Array, { text, latin1 }: MessageText, start: number, end: number): FramePart {
  if (latin1) return { start, end }
  const before = (hasByteOrderMark(payload) ? 3 : 0) + utf8Length(text, start)
  return { start: before, end: before + utf8Length(text.slice(start, end)) }
}

function locateInBody(payload: Uint8Array, text: MessageText, message: Message, field: string): FramePart | undefined {
  const body = jsonBody(text.text, message.header.body)
  if (body === undefined || !message.native.has(field)) return undefined
  const { start, end } = bytesAt(payload, text, body, text.text.length)
  const marks = markJson(payload.subarray(start, end))
  if (!marks.ok || !isObject(marks.value.root)) return undefined
  const again = readMessage(
    { text: `${text.text.slice(0, body)}${JSON.stringify(marks.value.root)}`, latin1: false },
    0,
  )
  const value = again.native.get(field)
  const part = typeof value === 'string' ? partOf(marks.value, value) : undefined
  return part === undefined ? undefined : { start: start + part.start, end: start + part.end }
}

const plan: RowPlan = {
  text: [
    ['metadata.log_name', 'msgid'],
    ['app_name', 'appname'],
    ['metadata.product.name', 'appname'],
    ['message', 'message'],
  ],
  integers: [['process.pid', 'procid']],
}

/** Syslog severity (RFC 5424 §6.2.1, 0 emergency .. 7 debug) as OCSF severity. */
const severities = [6, 5, 5, 4, 3, 2, 1, 1]
const authentication = new Set(['login', 'invalid-user', 'authentication', 'too-many-attempts', 'session-opened'])

function rowOf({ native, derived, header, said }: Message): EventRow {
  const row: GrowingRow = {}
  fillRow(row, native, plan)
  setText(row, 'device.hostname', header.host)
  fillUsual(row, native, derived)
  setText(row, 'metadata.product.name', said.product)
  const severity = said.severity ?? severities[header.severity ?? -1]
  if (severity !== undefined) row['severity_id'] = severity
  if (said.kind !== undefined) [row['class_uid'], row['activity_id']] = said.kind
  else setKind(row, textOf(native, 'action'))
  return row
}

// OCSF 3002 Authentication: 1 logon, 2 logoff.
function setKind(row: GrowingRow, action: string | undefined): void {
  if (action === undefined) return
  if (authentication.has(action)) [row['class_uid'], row['activity_id']] = [3002, 1]
  else if (action === 'session-closed') [row['class_uid'], row['activity_id']] = [3002, 2]
}

function namesOf(native: Native, derived: Native, host: string | undefined): Naming {
  const naming: Naming = []
  nameHost(naming, host)
  nameUsual(naming, native, derived)
  return naming
}
