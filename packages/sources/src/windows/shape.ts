import type { Native } from '@tocsin/event'
import { type Growing, gathered, grow, put, putJson, putMembers } from '../wire/growing.ts'
import { isList, isObject, type Json, type JsonObject } from '../wire/json-object.ts'
import { windowsOfOpenTelemetry } from './opentelemetry.ts'

/** The fields of a Windows event under Sigma's names, whichever tool wrote it as JSON. */
export interface WindowsFields {
  readonly native: Native
  readonly tooDeep: boolean
}

/**
 * Reads a Windows event: evtx_dump (`Event.System`), winlogbeat 7 (`winlog`), winlogbeat 6 (`event_data`), OpenTelemetry, or flat
 * (NXLog and whatever else writes one field a name; `EventData` may be an object or JSON in a text, as Azure has it).
 */
export function readWindows(written: JsonObject): WindowsFields {
  const object = windowsOfOpenTelemetry(written) ?? written
  const into = grow('windows')
  read(into, object)
  // What decides the logsource may have been pushed out by a flood of other fields: then it goes in first.
  if (!into.cut) return { native: gathered(into), tooDeep: into.tooDeep }
  const again = grow('windows')
  for (const name of deciding) {
    const value = into.fields.get(name) ?? object[name]
    if (value !== undefined) putJson(again, name, value, 2)
  }
  read(again, object)
  return { native: gathered(again), tooDeep: again.tooDeep }
}

const deciding = ['Channel', 'EventID', 'Provider', 'Provider_Name', 'SourceName', 'Hostname', 'Computer']

function read(into: Growing, object: JsonObject): void {
  const { Event: event, winlog, event_data: data } = object
  if (isObject(event) && isObject(event['System'])) readEvtx(into, event, event['System'])
  else if (isObject(winlog)) readBeats(into, object, winlog, 'winlog.')
  else if (object['log_name'] !== undefined || isObject(data)) readBeats(into, object, object, '')
  else readFlat(into, object)
}

/** The names under which rules look for what winlogbeat calls otherwise. */
const beatsNames: ReadonlyMap<string, string> = new Map([
  ['channel', 'Channel'],
  ['log_name', 'Channel'],
  ['event_id', 'EventID'],
  ['computer_name', 'Computer'],
  ['provider_name', 'Provider_Name'],
  ['source_name', 'Provider_Name'],
  ['provider_guid', 'Provider_Guid'],
  ['record_id', 'EventRecordID'],
  ['record_number', 'EventRecordID'],
  ['message', 'Message'],
])

function readFlat(into: Growing, object: JsonObject): void {
  for (const key in object) {
    const value = object[key]
    if (value === undefined) continue
    if (key === 'EventData' || key === 'UserData') readData(into, key, value, 2)
    else if (typeof value === 'string') put(into, tight(key), value)
    else putJson(into, tight(key), key === 'EventID' ? plain(value) : value, 2)
  }
}

function readEvtx(into: Growing, event: JsonObject, system: JsonObject): void {
  for (const name of ['Channel', 'EventID', 'Provider', 'Computer']) readSystem(into, name, system[name])
  readData(into, 'EventData', event['EventData'], 3)
  readData(into, 'UserData', userData(event['UserData']), 4)
  for (const name in system) readSystem(into, name, system[name])
  for (const name in event) {
    if (name !== 'System' && name !== 'EventData' && name !== 'UserData' && !name.startsWith('#')) {
      putJson(into, tight(name), event[name] ?? null, 3)
    }
  }
}

// `Provider: {"#attributes": {"Name": ..}}` is Provider_Name; `EventID: {"#text": 4688}` is EventID.
function readSystem(into: Growing, name: string, value: Json | undefined): void {
  if (value === undefined || into.fields.has(name)) return
  if (!isObject(value)) {
    if (value !== null) putJson(into, name, value, 3)
    return
  }
  const attributes = isObject(value['#attributes']) ? value['#attributes'] : value
  for (const attribute in attributes) {
    if (attribute === '#text' || attribute === 'xmlns' || into.fields.has(`${name}_${attribute}`)) continue
    putJson(into, `${name}_${attribute}`, attributes[attribute] ?? null, 4)
  }
  const text = value['#text']
  if (text !== undefined) putJson(into, name, text, 4)
}

// UserData wraps its fields in one element named after the event's template.
function userData(value: Json | undefined): Json | undefined {
  if (!isObject(value)) return value
  const members = Object.keys(value).filter((key) => !key.startsWith('#'))
  const [only] = members
  const wrapped = members.length === 1 && only !== undefined ? value[only] : undefined
  return isObject(wrapped) ? wrapped : value
}

/** EventData as an object, as a list of named values, or as JSON in a text. Fields already read keep their value. */
function readData(into: Growing, own: string, value: Json | undefined, depth: number): void {
  if (value === undefined || value === null) return
  if (typeof value === 'string' && value.startsWith('{')) readText(into, own, value)
  else if (isObject(value)) readMembers(into, value, depth)
  else putJson(into, isList(value) ? 'Data' : own, textsOf(value), depth)
}

function readMembers(into: Growing, value: JsonObject, depth: number): void {
  for (const key in value) {
    const member = value[key]
    if (member === undefined || key.startsWith('#attributes')) continue
    const name = key === '#text' ? 'Data' : tight(key)
    if (name === 'Data' && readNamed(into, member, depth)) continue
    if (!into.fields.has(name)) putJson(into, name, textsOf(plain(member)), depth + 1)
  }
}

function readText(into: Growing, own: string, text: string): void {
  const object = parsed(text)
  if (isObject(object)) readMembers(into, object, 2)
  else put(into, own, text)
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// `Data: [{"#attributes": {"Name": "X"}, "#text": "v"}]`, as evtx_dump writes it without its own naming.
function readNamed(into: Growing, value: Json, depth: number): boolean {
  const items = isList(value) ? value : [value]
  let named = false
  for (const item of items) {
    const attributes = isObject(item) ? item['#attributes'] : undefined
    const name = isObject(attributes) ? attributes['Name'] : undefined
    if (typeof name !== 'string' || !isObject(item)) continue
    named = true
    if (!into.fields.has(name)) putJson(into, tight(name), item['#text'] ?? null, depth + 2)
  }
  return named
}

function readBeats(into: Growing, object: JsonObject, winlog: JsonObject, prefix: string): void {
  for (const [key, name] of beatsNames) {
    const value = winlog[key]
    if (value !== undefined && !into.fields.has(name)) putJson(into, name, plain(value), 2)
  }
  readData(into, 'event_data', winlog['event_data'], 3)
  readData(into, 'user_data', winlog['user_data'], 3)
  for (const key in winlog) {
    if (key === 'event_data' || key === 'user_data' || beatsNames.has(key)) continue
    putJson(into, prefix + tight(key), winlog[key] ?? null, 2)
  }
  if (prefix === '') return
  const { winlog: _, message, ...rest } = object
  if (message !== undefined && !into.fields.has('Message')) putJson(into, 'Message', message, 2)
  putMembers(into, '', rest, 1)
}

/** The text of an element that carries attributes beside it. */
function plain(value: Json): Json {
  if (!isObject(value)) return value
  return value['#text'] ?? value
}

function textsOf(value: Json): Json {
  return isList(value) ? value.map(plain) : value
}

function tight(name: string): string {
  return name.includes(' ') ? name.replaceAll(' ', '') : name
}
