import { type Software, softwareOf } from '@tocsin/city'
import { err, ok, type Result } from '@tocsin/kit'
import type { ListRefused } from '../read-csv.ts'
import { at, isJson, type Json, word } from './json-of.ts'
import { type Bill, type ForeignTable, type Said, tableOfSaid } from './said-table.ts'

const fix = 'Give a bill of materials as CycloneDX JSON (1.3 to 1.6)'

/** Software of one thing; what lies deeper or is more is counted. */
const most = { software: 5000, components: 50_000, depth: 16 } as const

/**
 * Reads what a CycloneDX bill of materials is about (`metadata.component`), and the devices in it: what the thing is, its version,
 * CPE and purl, and the software that it is made of. Components of the bill are those of what it is about; those inside of a
 * device are the device's.
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
  const all = Array.isArray(components) ? components : []
  const listed = all.slice(0, most.components).filter(isJson)
  const devices = listed.filter(isDevice)
  const about = at(bom, 'metadata', 'component')
  const things: readonly Said[] = [
    ...(isJson(about)
      ? [
          {
            thing: about,
            inside: [...insideOf(about), ...listed],
            more: all.length - Math.min(all.length, most.components),
          },
        ]
      : []),
    ...devices.map((thing) => ({ thing, inside: insideOf(thing), more: 0 })),
  ].map(({ thing, inside, more }, index) => ({
    line: index + 1,
    cells: cellsOf(thing),
    ...billed(inside, more),
  }))
  if (things.length === 0) return err({ reason: 'it names neither what it is about nor a device', fix })
  return ok(tableOfSaid(things))
}

function isDevice(component: Json): boolean {
  return component['type'] === 'device'
}

function insideOf(component: Json): readonly Json[] {
  const inside = component['components']
  return Array.isArray(inside) ? inside.slice(0, most.components).filter(isJson) : []
}

// CycloneDX 1.6, component types: what is code, or is made of it.
const kinds: ReadonlySet<unknown> = new Set([
  ...['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device-driver', 'firmware'],
])

/** The software below some components, each once; nothing where a bill lists none. */
function billed(inside: readonly Json[], more: number): { readonly bill?: Bill } {
  const found = new Map<string, Software>()
  let beyond = more
  const take = (components: readonly Json[], depth: number): void => {
    for (const component of components) {
      if (isDevice(component)) continue
      if (kinds.has(component['type'])) {
        const software = softwareIn(component)
        if (software !== undefined) {
          const key = JSON.stringify(software)
          if (found.size >= most.software && !found.has(key)) beyond++
          else found.set(key, software)
        }
      }
      const below = insideOf(component)
      if (depth < most.depth) take(below, depth + 1)
      else beyond += below.length
    }
  }
  take(inside, 1)
  return found.size === 0 ? {} : { bill: { software: [...found.values()], beyond } }
}

function softwareIn(component: Json): Software | undefined {
  const [group, name] = [word(component['group']), word(component['name'])]
  return softwareOf({
    name: group === undefined || name === undefined ? name : `${group}/${name}`,
    version: word(component['version']),
    cpe: word(component['cpe']),
    purl: word(component['purl']),
  })
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
