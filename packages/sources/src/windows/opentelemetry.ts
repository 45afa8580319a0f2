import { isList, isObject, type Json, type JsonObject } from '../wire/json-object.ts'

/**
 * What OpenTelemetry's Windows event receiver writes (opentelemetry-collector-contrib, windowseventlogreceiver), in the form
 * of the Windows event itself, whose names rules use. Nothing where it is no such record.
 */
export function windowsOfOpenTelemetry(object: JsonObject): JsonObject | undefined {
  const { channel, event_id: eventId, provider, computer } = object
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
  return {
    Event: { System: system, EventData: dataOf(object['event_data']), Message: object['message'] ?? null },
  }
}

/** `event_data` is a map of names; between the versions 0.86 and 0.113 it holds them as a list `data` of maps of one name. */
function dataOf(data: Json | undefined): Json {
  if (!isObject(data)) return {}
  const { data: list, ...rest } = data
  if (!isList(list)) return data
  const merged: Record<string, Json> = Object.create(null)
  const unnamed: Json[] = []
  for (const item of list) {
    if (!isObject(item)) continue
    for (const name in item) {
      const value = item[name] ?? null
      if (name === '') unnamed.push(value)
      else merged[name] = value
    }
  }
  return { ...rest, ...merged, ...(unnamed.length === 0 ? {} : { Data: unnamed }) }
}
