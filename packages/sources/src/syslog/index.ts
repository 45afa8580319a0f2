import { type Decoder, decodeFailure, type EventRow, type FramePart, maxPayload, type Native } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { firstText, textOf } from '../wire/growing.ts'
import { markJson, partOf } from '../wire/json-marks.ts'
import { isObject } from '../wire/json-object.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from '../wire/naming.ts'
import { fillRow, type GrowingRow, type RowPlan, setText } from '../wire/row.ts'
import { hasByteOrderMark, utf8Length } from '../wire/utf8.ts'
import { jsonBody, type Message, type MessageText, readMessage, readText } from './message.ts'

export { syslogLogsources } from './programs.ts'

/** Reads syslog, one message a frame; see SPEC.md. */
export const syslog: Decoder = {
  id: 'syslog',
  decode({ payload, received }) {
    if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
    const text = readText(payload)
    if (text.text.trim() === '') return decodeFailure('empty-frame', 0)
    const message = readMessage(text, received)
    if (message.tooDeep) return decodeFailure('too-deep', Math.min(message.header.body, payload.length))
    const { native, header } = message
    return ok([
      {
        time: header.time,
        logsources: message.program.logsources,
        native,
        derived: none,
        ocsf: rowOf(message),
        observables: namesOf(native, header.host),
      },
    ])
  },
  locate(payload, field, index) {
    if (index !== 0 || payload.length > maxPayload) return undefined
    const text = readText(payload)
    let found: readonly [start: number, end: number] | undefined
    const message = readMessage(text, 0, (name, _, start, end) => {
      if (name === field) found = [start, end]
    })
    if (found !== undefined) return bytesAt(payload, text, found[0], found[1])
    return locateInBody(payload, text, message, field)
  },
}

const none: Native = new Map()

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
    ['process.cmd_line', 'command'],
    ['actor.user.name', 'user'],
    ['user.name', 'run_as'],
  ],
  integers: [
    ['process.pid', 'procid'],
    ['src_endpoint.port', 'src_port'],
  ],
  addresses: [['src_endpoint.ip', 'src_ip']],
}

/** Syslog severity (RFC 5424 §6.2.1, 0 emergency .. 7 debug) as OCSF severity. */
const severities = [6, 5, 5, 4, 3, 2, 1, 1]
const authentication = new Set(['login', 'invalid-user', 'authentication', 'too-many-attempts', 'session-opened'])

function rowOf({ native, header }: Message): EventRow {
  const row: GrowingRow = {}
  fillRow(row, native, plan)
  const severity = severities[header.severity ?? -1]
  if (severity !== undefined) row['severity_id'] = severity
  setText(row, 'device.hostname', header.host)
  const outcome = textOf(native, 'outcome')
  if (outcome === 'success' || outcome === 'failure') row['status_id'] = outcome === 'success' ? 1 : 2
  // OCSF 3002 Authentication: 1 logon, 2 logoff.
  const action = textOf(native, 'action') ?? ''
  if (authentication.has(action)) [row['class_uid'], row['activity_id']] = [3002, 1]
  else if (action === 'session-closed') [row['class_uid'], row['activity_id']] = [3002, 2]
  return row
}

function namesOf(native: Native, host: string | undefined): Naming {
  const naming: Naming = []
  nameHost(naming, host)
  // A name that no account answers to is whatever someone typed, at times a password.
  if (native.get('invalid_user') !== true) nameAccount(naming, firstText(native, ['user', 'auid']))
  nameAddress(naming, firstText(native, ['src_ip', 'addr']))
  return naming
}
