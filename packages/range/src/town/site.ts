import { type AssetKind, type Fallback, formatNetwork, parseNetwork, type ServiceKind } from '@tocsin/city'
import type { Random } from '@tocsin/kit'
import type { Spot } from './ground.ts'
import type { Mains } from './mains.ts'
import type { Product } from './organisations.ts'
import { type Block, quarterOf } from './quarters.ts'
import type { Sizes } from './sizes.ts'
import type { Crossing, Streets } from './streets.ts'
import { type ZoneName, type ZonePlan, zonePlans } from './zones.ts'

/** Something of the town, before it is written down as a record of a city. */
export interface Thing {
  readonly id: string
  readonly name: string
  readonly kind: AssetKind
  readonly zone: ZoneName
  readonly owner: string
  readonly at?: Spot
  readonly address?: string
  readonly product?: Product
  readonly ip?: string
  readonly host?: string
  readonly devEui?: string
  readonly account?: string
  readonly criticality?: 'low' | 'medium' | 'high' | 'vital'
  readonly safety?: true
  /** It carries no service, so that its loss is known to harm nobody. */
  readonly standalone?: true
}

/** What is asked for; identifiers are given out here. */
export interface ThingPlan extends Omit<Thing, 'owner' | 'ip' | 'devEui' | 'host' | 'account'> {
  /** The owner of the zone, unless somebody else owns it. */
  readonly owner?: string
  readonly known: 'address' | 'radio' | 'account'
}

export interface ServicePlan {
  readonly id: string
  readonly name: string
  readonly kind: ServiceKind
  readonly owner: string
  readonly maximumOutage: number
  /** Where no population cell names it. */
  readonly people?: number
  readonly fallback?: Fallback
}

export interface SupplyPlan {
  readonly id: string
  /** `service:water-1` or `asset:pump-1`. */
  readonly dependent: string
  readonly suppliers: readonly string[]
  readonly needed: number
  readonly buffer: number
  readonly fallback: Fallback
}

/** The ground, and what is built on it. */
export interface Site {
  readonly streets: Streets
  readonly mains: Mains
  readonly blocks: readonly Block[]
  readonly sizes: Sizes
  readonly random: Random
  readonly things: readonly Thing[]
  readonly services: readonly ServicePlan[]
  readonly supplies: readonly SupplyPlan[]
  /** Sets something up. @returns its party, `asset:<id>` */
  thing(plan: ThingPlan): string
  /** @returns its party, `service:<id>` */
  service(plan: ServicePlan): string
  supply(
    dependent: string,
    suppliers: readonly string[],
    terms?: Partial<Omit<SupplyPlan, 'dependent' | 'suppliers'>>,
  ): void
  /** A spot on some street, with its address. */
  somewhere(): { readonly at: Spot; readonly address: string }
  quarterOf(crossing: number): number
}

export function openSite(given: Pick<Site, 'streets' | 'mains' | 'blocks' | 'sizes' | 'random'>): Site {
  const { streets, random } = given
  const things: Thing[] = []
  const services: ServicePlan[] = []
  const supplies: SupplyPlan[] = []
  const next = new Map<string, bigint>()
  const nameOf = streetNamesOf(streets)
  let devices = 0
  const owners: Readonly<Record<string, string>> = Object.fromEntries(zonePlans.map(({ id, owner }) => [id, owner]))
  return {
    ...given,
    things,
    services,
    supplies,
    thing: ({ known, ...plan }) => {
      devices++
      things.push({ owner: owners[plan.zone] ?? 'dsi', ...plan, ...identified(plan.id, known) })
      return `asset:${plan.id}`

      function identified(id: string, how: ThingPlan['known']): Pick<Thing, 'ip' | 'host' | 'devEui' | 'account'> {
        if (how === 'account') return { account: id }
        if (how === 'radio') return { devEui: (0x70b3d50000000000n + BigInt(devices)).toString(16) }
        return { ip: addressIn(plan.zone, next), host: `${id}.clairhavre.example` }
      }
    },
    service: (plan) => {
      services.push(plan)
      return `service:${plan.id}`
    },
    supply: (dependent, suppliers, terms = {}) => {
      if (suppliers.length === 0) return
      supplies.push({
        id: `fourniture-${supplies.length + 1}`,
        dependent,
        suppliers,
        needed: suppliers.length,
        buffer: 0,
        fallback: { kind: 'none' },
        ...terms,
      })
    },
    somewhere: () => {
      const number = random.integer(streets.crossings.length)
      const crossing = streets.crossings[number]
      const to = crossing?.to[random.integer(crossing.to.length)]
      const other = to === undefined ? undefined : streets.crossings[to]
      if (crossing === undefined || other === undefined || to === undefined) return { at: { x: 0, y: 0 }, address: '' }
      const share = 0.1 + 0.8 * random.next()
      const at = { x: crossing.x + share * (other.x - crossing.x), y: crossing.y + share * (other.y - crossing.y) }
      return { at, address: `${1 + random.integer(198)} ${nameOf(number, to)}` }
    },
    quarterOf: (crossing) => quarterOf(streets.crossings[crossing] ?? { x: 0, y: 0 }),
  }
}

/** The name of the street between two neighbouring crossings. */
export function streetNamesOf({ streets, crossings }: Streets): (from: number, to: number) => string {
  const ofRow = new Map<number, string>()
  const ofColumn = new Map<number, string>()
  for (const { name, parts } of streets) {
    const [a, b] = (parts[0] ?? []).map((number): Crossing | undefined => crossings[number])
    if (a === undefined || b === undefined) continue
    if (a.row === b.row) ofRow.set(a.row, name)
    else ofColumn.set(a.column, name)
  }
  return (from, to) => {
    const [a, b] = [crossings[from], crossings[to]]
    return (a?.row === b?.row ? ofRow.get(a?.row ?? -1) : ofColumn.get(a?.column ?? -1)) ?? 'chemin sans nom'
  }
}

/** The next free address of a zone's network. */
function addressIn(zone: ZoneName, next: Map<string, bigint>): string {
  const plan: ZonePlan | undefined = zonePlans.find(({ id }) => id === zone)
  const range = parseNetwork(plan?.network ?? '')
  if (range === undefined) throw new RangeError(`the zone ${zone} has no network`)
  const number = next.get(zone) ?? range.first + 10n
  if (number >= range.last) throw new RangeError(`the network of ${zone} is full`)
  next.set(zone, number + 1n)
  return formatNetwork({ family: range.family, first: number, last: number }).slice(0, -3)
}
