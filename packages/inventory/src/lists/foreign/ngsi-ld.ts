import type { Place } from '@tocsin/city'
import { err, ok, type Result } from '@tocsin/kit'
import { placeOf } from '../geojson.ts'
import type { ListRefused } from '../read-csv.ts'
import { at, isJson, type Json, objectsIn, word } from './json-of.ts'
import { type ForeignTable, type Said, tableOfSaid } from './said-table.ts'

const fix = 'Save the entities of the broker as a JSON array: GET /ngsi-ld/v1/entities?type=…'

/**
 * Reads entities of an NGSI-LD broker (ETSI GS CIM 009), normalised, concise or simplified, by the names of the smart data models
 * (Device, Streetlight, WaterNetwork…): whatever has an `id` of `urn:ngsi-ld:` is a thing of its type.
 */
export function readNgsiLd(text: string): Result<ForeignTable, ListRefused> {
  const objects = objectsIn(text, [], fix)
  if (!objects.ok) return objects
  const entities = objects.value.flatMap((object, index) => saidOf(object, index + 1))
  if (entities.length === 0) return err({ reason: 'no entity of NGSI-LD is in it', fix })
  return ok(tableOfSaid(entities))
}

function saidOf(entity: Json, line: number): Said[] {
  const id = word(entity['id'])
  const type = word(entity['type'])
  if (id === undefined || type === undefined || !id.startsWith('urn:')) return []
  const first = (...names: readonly string[]) =>
    names.map((name) => word(heldBy(entity[name]))).find((one) => one !== undefined)
  const street = heldBy(entity['address'])
  return [
    {
      line,
      cells: {
        id,
        name: first('name', 'alternateName') ?? id.split(':').at(-1),
        // `StreetlightControlCabinet` in words.
        kind: type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(),
        ip: words(heldBy(entity['ipAddress'])),
        mac: words(heldBy(entity['macAddress'])),
        serial: first('serialNumber'),
        vendor: first('brandName', 'manufacturerName'),
        model: first('modelName'),
        firmware: first('firmwareVersion', 'softwareVersion'),
        hardware: first('hardwareVersion'),
        owner: words(heldBy(entity['owner'])) ?? first('provider', 'dataProvider'),
        address: [word(at(street, 'streetAddress')), word(at(street, 'addressLocality'))].filter(Boolean).join(', '),
        note: first('description'),
      },
      place: placeIn(heldBy(entity['location'])),
    },
  ]
}

/** Of a property in any of the three forms its value. */
function heldBy(property: unknown): unknown {
  if (!isJson(property)) return property
  if ('value' in property) return property['value']
  return 'object' in property ? property['object'] : property
}

function words(value: unknown): string | undefined {
  if (!Array.isArray(value)) return word(value)
  const all = value.map(word).filter((one) => one !== undefined)
  return all.length === 0 ? undefined : all.slice(0, 20).join(' ')
}

function placeIn(value: unknown): Place | undefined {
  const place = value === undefined || value === null ? undefined : placeOf(value)
  return place === 'unreadable' ? undefined : place
}
