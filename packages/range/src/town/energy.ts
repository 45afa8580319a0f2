import { census } from './names.ts'
import { products } from './organisations.ts'
import type { Site } from './site.ts'

export interface Energy {
  /** Districts of power as parties; each lies behind substations of its own. */
  readonly power: readonly string[]
  /** quarter -> id of its lighting service */
  readonly lighting: ReadonlyMap<number, string>
}

const districts = 6

/** Substations with their relays in six districts, the control centre, and lighting cabinets by quarter. */
export function energy(site: Site): Energy {
  const { sizes } = site
  const centre = [1, 2].map((n) =>
    site.thing({
      id: `conduite-energie-${n}`,
      name: `Conduite du réseau ${n}`,
      kind: 'scada-server',
      zone: 'energie-conduite',
      product: products.serveur,
      known: 'address',
      criticality: 'vital',
    }),
  )
  const relays: string[][] = Array.from({ length: districts }, () => [])
  for (let n = 0; n < sizes.substations; n++) {
    const { at, address } = site.somewhere()
    relays[n % districts]?.push(
      site.thing({
        id: `poste-${String(n + 1).padStart(3, '0')}`,
        name: `Poste de distribution ${n + 1}`,
        kind: 'protection-relay',
        zone: 'energie-terrain',
        at,
        address,
        product: products.relais,
        known: 'address',
        criticality: 'high',
        safety: true,
      }),
    )
  }
  const power = relays.map((own, n) => {
    const service = site.service({
      id: `electricite-${n + 1}`,
      name: `Électricité, secteur ${n + 1}`,
      kind: 'power',
      owner: 'energie',
      maximumOutage: 4,
    })
    site.supply(service, own, { needed: Math.max(1, Math.ceil(own.length * 0.75)) })
    site.supply(service, centre, {
      needed: 1,
      buffer: 8,
      fallback: { kind: 'manual', takesOverAfter: 2, lasts: 72, capacity: 0.9 },
    })
    return service
  })
  return { power, lighting: lighting(site, power) }
}

function lighting(site: Site, power: readonly string[]): ReadonlyMap<number, string> {
  const { sizes, streets, random } = site
  const byQuarter = new Map<number, string[]>()
  for (let n = 0; n < sizes.cabinets; n++) {
    const crossing = random.integer(streets.crossings.length)
    const at = streets.crossings[crossing] ?? { x: 0, y: 0 }
    const quarter = site.quarterOf(crossing)
    const cabinet = site.thing({
      id: `armoire-${String(n + 1).padStart(3, '0')}`,
      name: `Armoire d’éclairage ${n + 1}, ${census[quarter]?.name ?? ''}`,
      kind: 'lighting-cabinet',
      zone: 'eclairage',
      at: { x: at.x + 9, y: at.y - 7 },
      product: products.armoire,
      known: 'address',
      criticality: 'low',
    })
    byQuarter.set(quarter, [...(byQuarter.get(quarter) ?? []), cabinet])
  }
  for (let n = 0; n < sizes.lamps; n++) {
    const { at, address } = site.somewhere()
    site.thing({
      id: `lampe-${String(n + 1).padStart(6, '0')}`,
      name: `Point lumineux ${n + 1}`,
      kind: 'sensor',
      zone: 'lorawan',
      owner: 'energie',
      at,
      address,
      product: products.lampe,
      known: 'radio',
      standalone: true,
      criticality: 'low',
    })
  }
  const services = new Map<number, string>()
  for (const [quarter, cabinets] of [...byQuarter].sort(([a], [b]) => a - b)) {
    const id = `eclairage-${quarter + 1}`
    const service = site.service({
      id,
      name: `Éclairage, ${census[quarter]?.name ?? ''}`,
      kind: 'lighting',
      owner: 'energie',
      maximumOutage: 12,
    })
    services.set(quarter, id)
    site.supply(service, cabinets, {
      needed: Math.max(1, Math.ceil(cabinets.length * 0.6)),
      fallback: { kind: 'manual', takesOverAfter: 4, lasts: 168, capacity: 0.8 },
    })
    site.supply(service, power.slice(quarter % power.length, (quarter % power.length) + 1))
  }
  return services
}
