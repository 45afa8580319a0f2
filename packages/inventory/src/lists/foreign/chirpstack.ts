import { err, ok, type Result } from '@tocsin/kit'
import type { ListRefused } from '../read-csv.ts'
import { at, type Json, objectsIn, word } from './json-of.ts'
import { type ForeignTable, tableOfSaid } from './said-table.ts'

const fix = 'Save the answer of ChirpStack’s /api/devices or /api/gateways'

/** Reads devices and gateways as ChirpStack's API lists them (`result` of ListDevices and ListGateways; version 4, and 3 for its devices). */
export function readChirpstack(text: string): Result<ForeignTable, ListRefused> {
  const objects = objectsIn(text, ['result'], fix)
  if (!objects.ok) return objects
  if (!objects.value.some((object) => euiOf(object) !== undefined || gatewayOf(object) !== undefined)) {
    return err({ reason: 'these are no devices or gateways of ChirpStack', fix })
  }
  return ok(tableOfSaid(objects.value.map((object, index) => ({ line: index + 1, cells: cellsOf(object) }))))
}

function euiOf(object: Json): string | undefined {
  return word(object['devEui']) ?? word(object['devEUI'])
}

function gatewayOf(object: Json): string | undefined {
  return word(object['gatewayId']) ?? word(object['gatewayID'])
}

function cellsOf(object: Json) {
  const gateway = gatewayOf(object)
  const own = { name: word(object['name']), note: word(object['description']) }
  if (gateway === undefined) {
    return { ...own, kind: 'sensor', 'dev-eui': euiOf(object), model: word(object['deviceProfileName']) }
  }
  const latitude = word(at(object, 'location', 'latitude'))
  const longitude = word(at(object, 'location', 'longitude'))
  const position = latitude === undefined || longitude === undefined ? {} : { latitude, longitude }
  return { ...own, name: own.name ?? gateway, kind: 'lorawan-gateway', serial: gateway, ...position }
}
