import type { DecodeFailure, FramePart } from '@tocsin/event'
import { decodeFailure } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { partOf } from '../wire/json-marks.ts'
import { isList, isObject, type Json, type JsonObject } from '../wire/json-object.ts'
import { markXml, readXmlObject } from '../wire/xml-object.ts'
import { readWindows } from './shape.ts'

/** The most events of one document. */
const maxEvents = 10_000

/**
 * Windows events as XML (schema `win/2004/08/events`), as `wevtutil`, Windows Event Forwarding and collectors of it write them:
 * one `Event`, or `Events` with many. Each comes in the form that evtx_dump gives it in JSON.
 */
export function readEventXml(payload: Uint8Array): Result<readonly JsonObject[], DecodeFailure> {
  const read = readXmlObject(payload)
  if (!read.ok) return read
  const events = eventsOf(read.value)
  return events.length === 0 ? decodeFailure('unknown-shape', 0) : ok(events)
}

/** Where the text of a field stands; of several names for one field the first that is there. */
export function locateInXml(payload: Uint8Array, names: readonly string[], index: number): FramePart | undefined {
  const marks = markXml(payload, (element, attribute) => element === 'Data' && attribute === 'Name')
  if (!marks.ok || !isObject(marks.value.root)) return undefined
  const event = eventsOf(marks.value.root)[index]
  if (event === undefined) return undefined
  const { native } = readWindows(event)
  for (const name of names) {
    const value = native.get(name)
    if (typeof value === 'string') return partOf(marks.value, value)
  }
  return undefined
}

function eventsOf(root: JsonObject): readonly JsonObject[] {
  const within = root['Events']
  const list = listOf(isObject(within) ? within['Event'] : root['Event'])
  return list.length > maxEvents ? [] : list.filter(isObject).map((event) => ({ Event: rendered(event) }))
}

// `RenderingInfo` carries the words that a reader of the log would see (WEF, `RenderedText`).
function rendered(event: JsonObject): JsonObject {
  const info = event['RenderingInfo']
  if (!isObject(info) || info['Message'] === undefined || event['Message'] !== undefined) return event
  return { ...event, Message: info['Message'] }
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}
