import type { Decoder, EventRow, Frame, LogSource, Native, Value } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { firstText, gathered, growFrom, textOf } from '../wire/growing.ts'
import { type JsonObject, readObject, tooDeep } from '../wire/json-object.ts'
import { locateJson } from '../wire/locate.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from '../wire/naming.ts'
import { fillRow, type GrowingRow, setAddress, setInteger, setText } from '../wire/row.ts'
import { timeOf } from '../wire/time.ts'
import * as usual from './usual-names.ts'

export { jsonLogsources } from './usual-names.ts'

/** Reads any JSON object; see SPEC.md. */
export const json: Decoder = {
  id: 'json',
  decode({ payload }) {
    const read = readObject(payload)
    if (!read.ok) return read
    const into = growFrom(read.value, deciding)
    const native = gathered(into)
    if (into.tooDeep) return tooDeep(payload)
    const host = firstText(native, usual.hosts)
    return ok([
      {
        time: timeIn(native),
        logsources: sourcesOf(native),
        native,
        derived: deriveProcess(native),
        ocsf: rowOf(native, host),
        observables: namesOf(native, host),
      },
    ])
  },
  locate(payload, field, index) {
    return index === 0 ? locateJson(payload, field, readPlain, usual.processAliases) : undefined
  },
}

/**
 * Reads a record that another decoder does not know: a shipper of Windows events often carries the logs of its own host.
 * It is kept under its own names, and `tocsin.read_as` says that it was read as plain JSON.
 */
export function readStranger(frame: Frame): ReturnType<Decoder['decode']> {
  const read = json.decode(frame)
  if (!read.ok) return read
  return ok(read.value.map((one) => ({ ...one, derived: new Map([...one.derived, ['tocsin.read_as', 'json']]) })))
}

const deciding = ['logsource', 'event', 'host', ...usual.times]

function readPlain(object: JsonObject): Native {
  return gathered(growFrom(object, deciding))
}

function timeIn(native: Native): number | undefined {
  for (const name of usual.times) {
    const time = timeOf(native.get(name))
    if (time !== undefined) return time
  }
  return undefined
}

/** The logsource that the sender states in `logsource`, or that the shape makes obvious. */
function sourcesOf(native: Native): readonly LogSource[] {
  const product = statedPart(native, 'logsource.product')
  const category = statedPart(native, 'logsource.category')
  const service = statedPart(native, 'logsource.service')
  if (product !== undefined || category !== undefined || service !== undefined) {
    return [{ ...(product && { product }), ...(category && { category }), ...(service && { service }) }]
  }
  if (isCloudTrail(native)) return usual.cloudTrail
  return isProcessStart(native) ? (usual.processStart.get(systemOf(native)) ?? none) : none
}

const none: readonly LogSource[] = []

function statedPart(native: Native, name: string): string | undefined {
  const text = textOf(native, name)?.toLowerCase()
  return text !== undefined && /^[\w.-]{1,64}$/.test(text) ? text : undefined
}

// AWS CloudTrail record contents: eventVersion, eventSource and eventName are always there.
function isCloudTrail(native: Native): boolean {
  return (
    native.has('eventVersion') &&
    native.has('eventName') &&
    (textOf(native, 'eventSource') ?? '').endsWith('.amazonaws.com')
  )
}

// ECS: event.category process and event.type start.
function isProcessStart(native: Native): boolean {
  return says(native.get('event.category'), 'process') && says(native.get('event.type'), 'start')
}

function systemOf(native: Native): string {
  return (firstText(native, ['host.os.type', 'host.os.platform', 'host.os.family']) ?? '').toLowerCase()
}

function deriveProcess(native: Native): Native {
  const derived = new Map<string, Value>()
  if (!native.has('process.executable') || !isProcessStart(native)) return derived
  for (const [name, fields] of usual.processAliases) {
    const value = native.get(fields[0] ?? '')
    if (value !== undefined && value !== null && !native.has(name)) derived.set(name, value)
  }
  return derived
}

function says(value: Value | undefined, word: string): boolean {
  return value === word || (Array.isArray(value) && value.includes(word))
}

function rowOf(native: Native, host: string | undefined): EventRow {
  const row: GrowingRow = {}
  fillRow(row, native, usual.plan)
  setText(row, 'message', firstText(native, usual.messages))
  setText(row, 'device.hostname', host)
  setText(row, 'actor.user.name', firstText(native, usual.users))
  setAddress(row, 'src_endpoint.ip', firstText(native, usual.sourceAddresses))
  setAddress(row, 'dst_endpoint.ip', firstText(native, usual.destinationAddresses))
  const outcome = (firstText(native, usual.outcomes) ?? '').toLowerCase()
  setInteger(row, 'status_id', usual.successes.has(outcome) ? 1 : usual.failures.has(outcome) ? 2 : undefined)
  return row
}

function namesOf(native: Native, host: string | undefined): Naming {
  const naming: Naming = []
  nameHost(naming, host)
  nameAccount(naming, firstText(native, usual.users), firstText(native, usual.domains))
  nameAddress(naming, firstText(native, usual.sourceAddresses))
  nameAddress(naming, firstText(native, usual.destinationAddresses))
  return naming
}
