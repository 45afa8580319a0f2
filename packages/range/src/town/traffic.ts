import { census } from './names.ts'
import { products } from './organisations.ts'
import type { Site } from './site.ts'
import { streetNamesOf } from './site.ts'
import { type Crossing, isAvenue } from './streets.ts'

/** Signalised junctions on crossings, where avenues meet first; their cabinets, and the control centre. */
export function signals(site: Site, power: readonly string[]): ReadonlyMap<number, string> {
  const { streets, sizes, random } = site
  const nameOf = streetNamesOf(streets)
  const ranked = streets.crossings
    .map((crossing, number) => ({ number, crossing, rank: rankOf(crossing) + random.next() }))
    .filter(({ crossing }) => crossing.to.length >= 3)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, sizes.junctions)
    .sort((a, b) => a.number - b.number)
  const centre = [
    ['regulation-1', 'Serveur de régulation 1', 'scada-server'],
    ['regulation-2', 'Serveur de régulation 2', 'scada-server'],
    ['regulation-poste', 'Poste d’exploitation des feux', 'engineering-workstation'],
  ].map(([id = '', name = '', kind]) =>
    site.thing({
      id,
      name,
      kind: kind === 'scada-server' ? 'scada-server' : 'engineering-workstation',
      zone: 'feux-conduite',
      product: products.priorite,
      known: 'address',
      criticality: 'high',
    }),
  )
  const byQuarter = new Map<number, string[]>()
  for (const [n, { number, crossing }] of ranked.entries()) {
    const [a = 0, b = 0] = crossing.to
    const across = crossing.to.find((to) => streets.crossings[to]?.row !== streets.crossings[a]?.row) ?? b
    const name = `Carrefour ${nameOf(number, a)} × ${nameOf(number, across)}`
    const controller = site.thing({
      id: `carrefour-${String(n + 1).padStart(3, '0')}`,
      name,
      kind: 'signal-controller',
      zone: 'feux-terrain',
      at: { x: crossing.x, y: crossing.y },
      address: name.replace('Carrefour ', ''),
      product: products.feux,
      known: 'address',
      criticality: rankOf(crossing) >= 2 ? 'high' : 'medium',
      safety: true,
    })
    const quarter = site.quarterOf(number)
    byQuarter.set(quarter, [...(byQuarter.get(quarter) ?? []), controller])
  }
  const byHand = { kind: 'manual', takesOverAfter: 1, lasts: 12, capacity: 0.5 } as const
  const services = new Map<number, string>()
  for (const [quarter, controllers] of [...byQuarter].sort(([a], [b]) => a - b)) {
    const id = `feux-${quarter + 1}`
    const service = site.service({
      id,
      name: `Feux, ${census[quarter]?.name ?? ''}`,
      kind: 'traffic',
      owner: 'voirie',
      maximumOutage: 4,
      fallback: byHand,
    })
    services.set(quarter, id)
    site.supply(service, controllers, { needed: Math.max(1, Math.ceil(controllers.length * 0.6)), fallback: byHand })
    site.supply(service, centre.slice(0, 2), { needed: 1, buffer: 24, fallback: byHand })
    site.supply(service, power.slice(quarter % power.length, (quarter % power.length) + 1), { fallback: byHand })
  }
  return services
}

function rankOf({ row, column, to }: Crossing): number {
  return (isAvenue(row) ? 1 : 0) + (isAvenue(column) ? 1 : 0) + (to.length >= 4 ? 0.3 : 0)
}
