import type { AssetKind } from '@tocsin/city'
import type { Spot } from './ground.ts'
import { products } from './organisations.ts'
import type { Site } from './site.ts'

export interface Water {
  /** tank -> id of the service of its pressure zone */
  readonly zones: readonly string[]
  readonly waste: string
}

const works = [
  { id: 'forage-dunes', name: 'Forage des Dunes', x: -1700, y: 2250 },
  { id: 'prise-riviere', name: 'Prise d’eau de la rivière', x: 3300, y: -420 },
] as const

/** Sources and plant, a pumping station and a tank for each pressure zone, valves on the mains, and waste water. */
export function water(site: Site, power: readonly string[]): Water {
  const byHand = { kind: 'manual', takesOverAfter: 1, lasts: 48, capacity: 0.7 } as const
  const made = site.service({
    id: 'eau-production',
    name: 'Production d’eau potable',
    kind: 'water',
    owner: 'eau',
    maximumOutage: 24,
    fallback: byHand,
  })
  const raw = works.map((work) => station(site, work.id, work.name, work, 2))
  site.supply(made, raw, { needed: 1, buffer: 6 })
  site.supply(made, plant(site), { fallback: byHand })
  site.supply(made, power.slice(0, 2), { needed: 1, buffer: 10 })
  const zones = site.mains.tanks.map((tank, n) => {
    const id = `eau-${n + 1}`
    const service = site.service({
      id,
      name: `Eau potable, zone de pression ${tank.name}`,
      kind: 'water',
      owner: 'eau',
      maximumOutage: 12,
    })
    const pumping = station(site, `surpresseur-${n + 1}`, `Station de pompage ${tank.name}`, below(tank), 3)
    const level = at(site, `reservoir-${n + 1}-niveau`, `Niveau du réservoir ${tank.name}`, 'sensor', tank, 'high')
    const remote = at(site, `reservoir-${n + 1}`, `Réservoir ${tank.name}`, 'rtu', tank, 'vital')
    const outlet = at(site, `reservoir-${n + 1}-vanne`, `Vanne de départ ${tank.name}`, 'valve', tank, 'high')
    // What is in the tank when pumping stops.
    site.supply(service, [pumping], { buffer: 8 + 2 * n })
    site.supply(service, [made], { buffer: 8 + 2 * n })
    site.supply(service, power.slice(n % power.length, (n % power.length) + 1), { buffer: 8 + 2 * n })
    site.supply(service, [outlet], { fallback: { kind: 'manual', takesOverAfter: 2, lasts: 168, capacity: 0.9 } })
    site.supply(service, [remote, level], { needed: 1, buffer: 12, fallback: byHand })
    return id
  })
  valves(site, zones)
  return { zones, waste: wasteWater(site, power) }
}

/** Pumps of which one may stand still, their controller, and what they measure. @returns the party of the controller */
function station(site: Site, id: string, name: string, spot: Spot, pumps: number): string {
  const controller = at(site, `${id}-automate`, `Automate, ${name}`, 'plc', spot, 'vital')
  const own = Array.from({ length: pumps }, (_, n) =>
    at(site, `${id}-pompe-${n + 1}`, `Pompe ${n + 1}, ${name}`, 'pump', spot, 'high'),
  )
  site.supply(controller, own, { needed: Math.max(1, pumps - 1) })
  const measured = [
    at(site, `${id}-debit`, `Débit, ${name}`, 'sensor', spot, 'medium'),
    at(site, `${id}-pression`, `Pression, ${name}`, 'sensor', spot, 'medium'),
  ]
  site.supply(controller, measured, {
    needed: 1,
    buffer: 24,
    fallback: { kind: 'manual', takesOverAfter: 1, lasts: 48, capacity: 0.8 },
  })
  return controller
}

function plant(site: Site): string[] {
  const spot = { x: 2900, y: -150 }
  const parts: readonly (readonly [string, string, AssetKind, 'eau-conduite' | 'eau-terrain' | 'eau-surete'])[] = [
    ['usine-automate-1', 'Automate de filtration', 'plc', 'eau-terrain'],
    ['usine-automate-2', 'Automate de chloration', 'plc', 'eau-terrain'],
    ['usine-surete', 'Automate de sûreté du chlore', 'safety-controller', 'eau-surete'],
    ['supervision-eau-1', 'Supervision de l’eau 1', 'scada-server', 'eau-conduite'],
    ['supervision-eau-2', 'Supervision de l’eau 2', 'scada-server', 'eau-conduite'],
    ['usine-pupitre', 'Pupitre de l’usine', 'hmi', 'eau-conduite'],
    ['eau-historique', 'Historique des mesures', 'historian', 'eau-conduite'],
    ['eau-ingenierie', 'Poste d’ingénierie de l’eau', 'engineering-workstation', 'eau-conduite'],
    ['usine-chlore', 'Chlore en sortie d’usine', 'sensor', 'eau-terrain'],
    ['usine-turbidite', 'Turbidité en sortie d’usine', 'sensor', 'eau-terrain'],
  ]
  const made = parts.map(([id, name, kind, zone]) =>
    site.thing({
      id,
      name,
      kind,
      zone,
      at: spot,
      address: 'Usine d’eau potable, avenue de l’Horizon',
      product: kind === 'sensor' ? products.sonde : products.automate,
      known: 'address',
      criticality: kind === 'historian' ? 'medium' : 'vital',
      ...(zone === 'eau-conduite' ? {} : { safety: true }),
    }),
  )
  return made.slice(0, 3)
}

/** Valves on mains, so that a broken one can be closed off. */
function valves(site: Site, zones: readonly string[]): void {
  const { mains } = site.mains
  const own = new Map<number, string[]>()
  for (let n = 0; n < site.sizes.valves; n++) {
    const main = mains[Math.floor((n * mains.length) / site.sizes.valves)]
    const crossing = site.streets.crossings[main?.from ?? 0]
    if (main === undefined || crossing === undefined) continue
    const id = `vanne-${String(n + 1).padStart(3, '0')}`
    const made = at(
      site,
      id,
      `Vanne de sectionnement ${n + 1}`,
      'valve',
      { x: crossing.x - 6, y: crossing.y + 5 },
      'medium',
    )
    own.set(main.tank, [...(own.get(main.tank) ?? []), made])
  }
  for (const [tank, made] of own) {
    site.supply(`service:${zones[tank] ?? ''}`, made, {
      needed: Math.max(1, Math.ceil(made.length * 0.5)),
      buffer: 4,
      fallback: { kind: 'manual', takesOverAfter: 2, lasts: 168, capacity: 0.9 },
    })
  }
}

function wasteWater(site: Site, power: readonly string[]): string {
  const id = 'assainissement'
  const service = site.service({
    id,
    name: 'Assainissement',
    kind: 'wastewater',
    owner: 'eau',
    maximumOutage: 24,
  })
  const lifts = Array.from({ length: Math.max(3, Math.round(site.sizes.junctions / 12)) }, (_, n) => {
    const { at: spot, address } = site.somewhere()
    return site.thing({
      id: `relevage-${String(n + 1).padStart(2, '0')}`,
      name: `Poste de relevage ${n + 1}`,
      kind: 'rtu',
      zone: 'assainissement',
      at: spot,
      address,
      product: products.telegestion,
      known: 'address',
      criticality: 'medium',
    })
  })
  site.supply(service, lifts, { needed: Math.max(1, Math.ceil(lifts.length * 0.7)), buffer: 6 })
  site.supply(service, power, { needed: power.length - 1, buffer: 6 })
  return id
}

function at(
  site: Site,
  id: string,
  name: string,
  kind: 'plc' | 'pump' | 'sensor' | 'rtu' | 'valve',
  spot: Spot,
  criticality: 'medium' | 'high' | 'vital',
): string {
  const product = {
    plc: products.automate,
    pump: products.pompe,
    sensor: products.sonde,
    rtu: products.telegestion,
    valve: products.telegestion,
  }
  return site.thing({
    id,
    name,
    kind,
    zone: 'eau-terrain',
    at: { x: spot.x, y: spot.y },
    product: product[kind],
    known: 'address',
    criticality,
    ...(kind === 'plc' ? { safety: true as const } : {}),
  })
}

/** A pumping station stands some way down from its tank. */
function below(tank: Spot): Spot {
  return { x: tank.x * 0.8, y: tank.y * 0.8 }
}
