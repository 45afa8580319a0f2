import { type By, type Cell, record } from '@tocsin/city'
import { positionOf } from './ground.ts'
import { census } from './names.ts'
import type { Site } from './site.ts'

/** Which services a block gets, by where it lies. */
export interface Served {
  readonly everywhere: readonly string[]
  readonly byQuarter: readonly ReadonlyMap<number, string>[]
  /** tank -> service */
  readonly water: readonly string[]
  /** Ids of the districts of power. */
  readonly power: readonly string[]
}

/** A population cell for each block between avenues, with the places where an outage hurts first. */
export function cells(site: Site, served: Served, by: By): Cell[] {
  const { blocks, random, mains } = site
  const sites = sensitive(blocks.length, random.integer)
  return blocks.map((block, n) => {
    const tank = block.crossings.map((crossing) => mains.fedBy.get(crossing)).find((one) => one !== undefined) ?? 0
    const services = [
      ...served.everywhere,
      ...served.byQuarter.flatMap((of) => of.get(block.quarter) ?? []),
      served.water[tank] ?? '',
      served.power[block.quarter % served.power.length] ?? '',
    ]
    const name = census[block.quarter]?.name ?? ''
    const area = { kind: 'area', around: block.around.map(positionOf) }
    const made = record(
      'cells',
      `ilot-${String(n + 1).padStart(3, '0')}`,
      {
        name: `${name} ${n + 1}`,
        people: block.people,
        area,
        services: [...new Set(services.filter((service) => service !== ''))],
        sites: sites.get(n),
      },
      by,
    )
    if (!made.ok) throw new TypeError(made.error[0]?.reason ?? 'a cell cannot be read')
    return made.value
  })
}

interface SensitiveSite {
  readonly kind: string
  readonly name: string
  readonly people: number
}

function sensitive(blocks: number, integer: (below: number) => number): Map<number, SensitiveSite[]> {
  const sites = new Map<number, SensitiveSite[]>()
  const place = (kind: string, name: string, count: number, least: number, most: number) => {
    for (let n = 1; n <= count; n++) {
      const block = integer(Math.max(1, blocks))
      const one = { kind, name: count === 1 ? name : `${name} ${n}`, people: least + integer(most - least + 1) }
      sites.set(block, [...(sites.get(block) ?? []), one])
    }
  }
  place('hospital', 'Centre hospitalier de la Rade', 1, 620, 620)
  place('school', 'École', 46, 120, 480)
  place('nursery', 'Crèche', 18, 20, 60)
  place('care-home', 'Maison de retraite', 14, 40, 120)
  place('dialysis-at-home', 'Dialyse à domicile', 12, 1, 1)
  place('fire-station', 'Centre de secours', 3, 12, 40)
  place('shelter', 'Gymnase d’accueil', 5, 100, 300)
  return sites
}
