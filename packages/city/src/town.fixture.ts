import { seededRandom } from '@tocsin/kit'
import { type By, type City, cityOf, type Records, record, type SectionName, type Sections } from './index.ts'

export const said: By = { source: 'operator:ann', time: 1000, confidence: 'declared' }

/** A record of a test; a value that is refused is a fault of the test. */
export function make<Section extends SectionName>(
  section: Section,
  id: string,
  values: Readonly<Record<string, unknown>>,
  by: By = said,
): Sections[Section] {
  const made = record(section, id, values, by)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}

export const service = (id: string, values: Readonly<Record<string, unknown>> = {}) => make('services', id, values)
export const asset = (id: string, values: Readonly<Record<string, unknown>> = {}) => make('assets', id, values)
export const cell = (id: string, people: number | undefined, ...services: string[]) =>
  make('cells', id, { people, services })

/** A dependency with stated terms: `supply('d', 'service:water', ['asset:pump-1'], {buffer: 4})`. */
export function supply(
  id: string,
  dependent: string,
  suppliers: readonly string[],
  { needed = suppliers.length, buffer = 0, fallback = { kind: 'none' } as unknown } = {},
) {
  const values = { dependent: party(dependent), suppliers: suppliers.map(party), needed, buffer, fallback }
  return make('dependencies', id, values)
}

export function party(key: string) {
  const [kind, ...id] = key.split(':')
  return { kind, id: id.join(':') }
}

export function town(records: Records): City {
  return cityOf(records, 2000)
}

export const manual = (takesOverAfter: number, lasts: number, capacity: number) => ({
  kind: 'manual',
  takesOverAfter,
  lasts,
  capacity,
})

/** A small city by chance: chains, rings, k of n, buffers, hands, cells that share services, and things unknown. */
export function townByChance(seed: number): {
  readonly city: City
  readonly assets: string[]
  readonly services: string[]
} {
  const random = seededRandom(seed)
  const assets = Array.from({ length: 3 + random.integer(6) }, (_, i) => `a${i}`)
  const services = Array.from({ length: 2 + random.integer(6) }, (_, i) => `s${i}`)
  const parties = [...assets.map((id) => `asset:${id}`), ...services.map((id) => `service:${id}`)]
  const dependencies = Array.from({ length: 2 + random.integer(10) }, (_, i) => {
    const suppliers = [...new Set(Array.from({ length: 1 + random.integer(4) }, () => random.pick(parties)))]
    const terms = {
      needed: 1 + random.integer(suppliers.length),
      buffer: random.integer(4) === 0 ? 0 : random.integer(20) / 2,
      fallback:
        random.integer(2) === 0
          ? { kind: 'none' }
          : manual(random.integer(6), random.integer(12), random.integer(5) / 4),
    }
    return supply(`d${i}`, random.pick([...parties, ...parties.slice(assets.length)]), suppliers, terms)
  })
  const cells = Array.from({ length: random.integer(6) }, (_, i) =>
    cell(
      `c${i}`,
      random.integer(6) === 0 ? undefined : random.integer(1000),
      ...services.filter(() => random.integer(3) === 0),
    ),
  )
  const city = town({
    assets: assets.map((id) => asset(id, random.integer(3) === 0 ? { standalone: true } : {})),
    services: services.map((id) => service(id, { people: random.integer(2) === 0 ? undefined : random.integer(500) })),
    dependencies,
    cells,
  })
  return { city, assets, services }
}
