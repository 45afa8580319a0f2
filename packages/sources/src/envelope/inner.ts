import type { Decoder } from '@tocsin/event'
import { json } from '../json/index.ts'
import { syslog } from '../syslog/index.ts'
import { windows } from '../windows/index.ts'
import { isObject, type JsonObject, readObject } from '../wire/json-object.ts'
import { zeek } from '../zeek/index.ts'

/** The decoder of a record by its look, and the record as that decoder reads it. */
export function innerDecoder(bytes: Uint8Array): { readonly decoder: Decoder; readonly bytes: Uint8Array } {
  if (!startsObject(bytes)) return { decoder: syslog, bytes }
  const read = readObject(bytes)
  // Text that only begins with a brace is a message like another.
  if (!read.ok) return { decoder: syslog, bytes }
  const object = read.value
  const openTelemetry = windowsOfOpenTelemetry(object)
  if (openTelemetry !== undefined) return { decoder: windows, bytes: encoder.encode(JSON.stringify(openTelemetry)) }
  if (isWindows(object)) return { decoder: windows, bytes }
  if (object['_path'] !== undefined || (object['ts'] !== undefined && object['uid'] !== undefined)) {
    return { decoder: zeek, bytes }
  }
  return { decoder: json, bytes }
}

const encoder = new TextEncoder()

function startsObject(bytes: Uint8Array): boolean {
  let at = 0
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  return bytes[at] === 0x7b
}

function isWindows(object: JsonObject): boolean {
  const { Event: event, winlog, Channel, EventID } = object
  return (
    isObject(winlog) ||
    (isObject(event) && isObject(event['System'])) ||
    (Channel !== undefined && EventID !== undefined)
  )
}

/**
 * What OpenTelemetry's Windows event receiver writes (opentelemetry-collector-contrib, windowseventlogreceiver), in the form
 * of the Windows event itself, whose names rules use.
 */
function windowsOfOpenTelemetry(object: JsonObject): JsonObject | undefined {
  const { channel, event_id: eventId, provider, computer, event_data: data } = object
  if (typeof channel !== 'string' || !isObject(eventId) || !isObject(provider)) return undefined
  const system: Record<string, JsonObject[string]> = {
    Channel: channel,
    EventID: eventId['id'] ?? null,
    Computer: computer ?? null,
    Provider: { '#attributes': { Name: provider['name'] ?? null, Guid: provider['guid'] ?? null } },
    TimeCreated: { '#attributes': { SystemTime: object['system_time'] ?? null } },
    EventRecordID: object['record_id'] ?? null,
    Level: object['level'] ?? null,
    Task: object['task'] ?? null,
    Opcode: object['opcode'] ?? null,
  }
  return { Event: { System: system, EventData: data ?? {} }, Message: object['message'] ?? null } as JsonObject
}
