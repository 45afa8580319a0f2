import { err, ok, type Result } from '@tocsin/kit'
import type { ListRefused } from '../read-csv.ts'
import { at, isJson, type Json, word } from './json-of.ts'
import { type ForeignTable, tableOfSaid } from './said-table.ts'

const fix = 'Give a bill of materials as CycloneDX JSON (1.3 to 1.6)'

/**
 * Reads what a CycloneDX bill of materials is about (`metadata.component`), and the devices in it: what the thing is, its version,
 * CPE and purl. The software inside is for its bill, and makes no things of the city.
 */
export function readCycloneDx(text: string): Result<ForeignTable, ListRefused> {
  let bom: unknown
  try {
    bom = JSON.parse(text)
  } catch {
    return err({ reason: 'this is not JSON', fix })
  }
  if (at(bom, 'bomFormat') !== 'CycloneDX') return err({ reason: 'this is no CycloneDX', fix })
  const components = at(bom, 'components')
  const devices = (Array.isArray(components) ? components.slice(0, 50_000) : []).filter(
    (one): one is Json => isJson(one) && one['type'] === 'device',
  )
  const about = at(bom, 'metadata', 'component')
  const things = isJson(about) ? [about, ...devices] : devices
  if (things.length === 0) return err({ reason: 'it names neither what it is about nor a device', fix })
  return ok(tableOfSaid(things.map((thing, index) => ({ line: index + 1, cells: cellsOf(thing) }))))
}

function cellsOf(component: Json) {
  const vendor = ['manufacturer', 'supplier'].map((key) => word(at(component, key, 'name'))).find(Boolean)
  const version = word(component['version'])
  return {
    name: word(component['name']),
    kind: word(component['type']) === 'application' ? 'application' : undefined,
    vendor: vendor ?? word(component['publisher']),
    model: word(component['name']),
    firmware: version,
    cpe: word(component['cpe']),
    purl: word(component['purl']),
    note: word(component['description']),
  }
}
