import type { Decoder } from '@tocsin/event'
import { json } from '../json/index.ts'
import { syslog } from '../syslog/index.ts'
import { windows } from '../windows/index.ts'
import { isObject, type JsonObject, readObject } from '../wire/json-object.ts'
import { startsXml } from '../wire/xml-object.ts'
import { zeek } from '../zeek/index.ts'

/** The decoder of a record by its look, and the record as that decoder reads it. */
export function innerDecoder(bytes: Uint8Array): { readonly decoder: Decoder; readonly bytes: Uint8Array } {
  if (startsXml(bytes)) return { decoder: windows, bytes }
  if (!startsObject(bytes)) return { decoder: syslog, bytes }
  const read = readObject(bytes)
  // Text that only begins with a brace is a message like another.
  if (!read.ok) return { decoder: syslog, bytes }
  const object = read.value
  if (isWindows(object)) return { decoder: windows, bytes }
  if (object['_path'] !== undefined || (object['ts'] !== undefined && object['uid'] !== undefined)) {
    return { decoder: zeek, bytes }
  }
  return { decoder: json, bytes }
}

function startsObject(bytes: Uint8Array): boolean {
  let at = 0
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  return bytes[at] === 0x7b
}

function isWindows(object: JsonObject): boolean {
  const { Event: event, winlog, Channel, EventID, channel, event_id: eventId, provider } = object
  return (
    isObject(winlog) ||
    (isObject(event) && isObject(event['System'])) ||
    (Channel !== undefined && EventID !== undefined) ||
    // OpenTelemetry's receiver.
    (typeof channel === 'string' && isObject(eventId) && isObject(provider))
  )
}
