import type { Decoded, Decoder, Frame, LogSource, Native, Value } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { derivedOf, type Said, type Shape, sourceOf } from '../wire/dialect.ts'
import { firstText, gathered, growFrom, textOf } from '../wire/growing.ts'
import { isList, isObject, type Json, type JsonObject, readObject, tooDeep } from '../wire/json-object.ts'
import { locateJson } from '../wire/locate.ts'
import { type Naming, nameAccount, nameAddress, nameDevice, nameHost } from '../wire/naming.ts'
import { fillRow, type GrowingRow, setAddress, setInteger, setText } from '../wire/row.ts'
import { isLocalTime, timeOf } from '../wire/time.ts'
import { fillUsual, nameUsual } from '../wire/usual.ts'
import { tellShape } from './shapes.ts'
import * as usual from './usual-names.ts'

/** Reads any JSON object, of a known shape or plain; see SPEC.md. */
export const json: Decoder = jsonDecoder('json', tellShape, false)

/**
 * A decoder of JSON objects of some shapes. An object of another one is read as plain JSON, and says so.
 *
 * An object that holds nothing but a list of records (`Records`, `records`, as clouds deliver them) is an event a record.
 */
export function shapeDecoder(id: string, shapes: readonly Shape[]): Decoder {
  const tell = (native: Native) => {
    for (const shape of shapes) {
      const said = shape.tell(native)
      if (said !== undefined) return said
    }
    return undefined
  }
  return jsonDecoder(id, tell, true)
}

function jsonDecoder(id: string, tell: (native: Native) => Said | undefined, strict: boolean): Decoder {
  return {
    id,
    decode({ payload }) {
      const read = readObject(payload)
      if (!read.ok) return read
      const events: Decoded[] = []
      for (const object of recordsOf(read.value)) {
        const into = growFrom(object, deciding)
        const native = gathered(into)
        if (into.tooDeep) return tooDeep(payload)
        events.push(eventOf(native, tell(native), strict))
      }
      return ok(events)
    },
    locate(payload, field, index) {
      const plain = recordAt(payload, index)
      if (plain === undefined) return undefined
      const said = plain === null ? undefined : tell(plain)
      const name = plain?.has(field) === false ? sourceOf(plain, said, field) : undefined
      const read = (object: JsonObject) => readPlain(recordsOf(object)[index] ?? {})
      return locateJson(payload, name ?? field, read, usual.processAliases)
    },
  }
}

/** The most records of one frame. */
const maxRecords = 10_000

function recordsOf(object: JsonObject): readonly JsonObject[] {
  let list: Json | undefined
  for (const name in object) {
    if ((name !== 'Records' && name !== 'records') || list !== undefined) return [object]
    list = object[name]
  }
  if (!isList(list) || list.length === 0 || list.length > maxRecords) return [object]
  const records = list.filter(isObject)
  return records.length === list.length ? records : [object]
}

function recordAt(payload: Uint8Array, index: number): Native | null | undefined {
  const read = readObject(payload)
  if (!read.ok) return index === 0 ? null : undefined
  const record = recordsOf(read.value)[index]
  return record === undefined ? undefined : readPlain(record)
}

function eventOf(native: Native, said: Said | undefined, strict: boolean): Decoded {
  const host = firstText(native, usual.hosts)
  const row = rowOf(native, host)
  const naming: Naming = []
  if (said === undefined) {
    const derived = deriveProcess(native)
    if (strict) derived.set('tocsin.read_as', 'json')
    nameUsualJson(naming, native, host)
    return { ...timeIn(native), logsources: sourcesOf(native), native, derived, ocsf: row, observables: naming }
  }
  const derived = derivedOf(native, said)
  fillUsual(row, native, derived)
  if (said.kind !== undefined) [row['class_uid'], row['activity_id']] = said.kind
  if (said.severity !== undefined) row['severity_id'] = said.severity
  setText(row, 'metadata.product.name', said.product)
  setText(row, 'message', textOf(derived, 'message'))
  if (said.device !== undefined) nameDevice(naming, textOf(native, said.device))
  nameUsual(naming, native, derived)
  nameUsualJson(naming, native, derived.has('device_host') ? undefined : host)
  const time =
    said.time === undefined ? timeIn(native) : { time: said.time, ...(said.local === true && { local: true }) }
  const logsources = stated(native) ?? said.logsources
  const verdict = said.judge?.(native)
  const event = { ...time, logsources, native, derived, ocsf: row, observables: naming }
  return verdict === undefined ? event : { ...event, verdict }
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

function timeIn(native: Native): Pick<Decoded, 'time' | 'local'> {
  for (const name of usual.times) {
    const value = native.get(name)
    const time = timeOf(value)
    if (time !== undefined) return isLocalTime(value) ? { time, local: true } : { time }
  }
  return { time: undefined }
}

/** The logsource that the sender states in `logsource`. */
function stated(native: Native): readonly LogSource[] | undefined {
  const product = statedPart(native, 'logsource.product')
  // What Tocsin says of itself comes from itself alone.
  if (product === 'tocsin') return undefined
  const category = statedPart(native, 'logsource.category')
  const service = statedPart(native, 'logsource.service')
  if (product !== undefined || category !== undefined || service !== undefined) {
    return [{ ...(product && { product }), ...(category && { category }), ...(service && { service }) }]
  }
  return undefined
}

/** The logsource that is stated, or that the shape makes obvious. */
function sourcesOf(native: Native): readonly LogSource[] {
  const said = stated(native)
  if (said !== undefined) return said
  return isProcessStart(native) ? (usual.processStart.get(systemOf(native)) ?? none) : none
}

const none: readonly LogSource[] = []

function statedPart(native: Native, name: string): string | undefined {
  const text = textOf(native, name)?.toLowerCase()
  return text !== undefined && /^[\w.-]{1,64}$/.test(text) ? text : undefined
}

// ECS: event.category process and event.type start.
function isProcessStart(native: Native): boolean {
  return says(native.get('event.category'), 'process') && says(native.get('event.type'), 'start')
}

function systemOf(native: Native): string {
  return (firstText(native, ['host.os.type', 'host.os.platform', 'host.os.family']) ?? '').toLowerCase()
}

function deriveProcess(native: Native): Map<string, Value> {
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

function rowOf(native: Native, host: string | undefined): GrowingRow {
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

function nameUsualJson(naming: Naming, native: Native, host: string | undefined): void {
  nameHost(naming, host)
  nameAccount(naming, firstText(native, usual.users), firstText(native, usual.domains))
  nameAddress(naming, firstText(native, usual.sourceAddresses))
  nameAddress(naming, firstText(native, usual.destinationAddresses))
}
