import { err, ok, type Result } from '@tocsin/kit'
import type { ListRefused } from '../read-csv.ts'
import { at, type Json, objectsIn, word } from './json-of.ts'
import { type ForeignTable, tableOfSaid } from './said-table.ts'

const fix = 'Save the answer of /api/dcim/devices/?limit=0, or of /api/virtualization/virtual-machines/'

/** Reads devices and virtual machines as NetBox's REST API lists them (NetBox documentation, "REST API"; versions 3 and 4). */
export function readNetbox(text: string): Result<ForeignTable, ListRefused> {
  const objects = objectsIn(text, ['results'], fix)
  if (!objects.ok) return objects
  if (!objects.value.some((object) => 'device_type' in object || 'vcpus' in object || 'cluster' in object)) {
    return err({ reason: 'these are no devices of NetBox', fix })
  }
  return ok(tableOfSaid(objects.value.map((object, index) => ({ line: index + 1, cells: cellsOf(object) }))))
}

function cellsOf(object: Json) {
  const named = (key: string) => word(at(object, key, 'name')) ?? word(at(object, key, 'display'))
  const both = ['primary_ip4', 'primary_ip6', 'oob_ip'].map((key) => word(at(object, key, 'address')))
  const addresses = [...new Set([word(at(object, 'primary_ip', 'address')), ...both])].filter(
    (one) => one !== undefined,
  )
  return {
    name: word(object['name']) ?? word(object['display']),
    kind: named('role') ?? named('device_role') ?? ('vcpus' in object ? 'server' : undefined),
    ip: addresses.join(' '),
    serial: word(object['serial']),
    'inventory-number': word(object['asset_tag']),
    vendor: word(at(object, 'device_type', 'manufacturer', 'name')),
    model: word(at(object, 'device_type', 'model')),
    firmware: named('platform'),
    owner: named('tenant'),
    address: named('site'),
    ...positionOf(object),
    note: word(object['description']),
  }
}

function positionOf(object: Json) {
  const latitude = word(object['latitude'])
  const longitude = word(object['longitude'])
  return latitude === undefined || longitude === undefined ? {} : { latitude, longitude }
}
