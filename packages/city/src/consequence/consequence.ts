import type { City } from '../city.ts'
import type { DependencyId, HoldingId } from '../schema/ids.ts'
import { amountOf, rangeOf } from './amount.ts'
import type { Consequence, Lost, ServiceHarm, SiteHarm } from './answer.ts'
import { assumedNodes } from './basis.ts'
import { cascade } from './cascade.ts'
import { type Compiled, compiledOf } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'
import { peopleHarm, peopleOfService } from './people.ts'
import { seedsOf } from './seeds.ts'
import { type ServiceLoss, serviceLosses } from './service-loss.ts'

/**
 * What it means for people when something is lost: the only place where harm is computed.
 *
 * What is lost stays lost through the horizon: repair is not foreseen. More losses or a longer horizon never mean less harm, and the
 * order of `lost` does not matter. Harm that nobody can put a number to is in `unknown`, and then no amount has an upper end.
 *
 * @param horizon hours from now, finite, 0 or more
 * @throws RangeError where the horizon is none
 */
export function consequence(city: City, lost: readonly Lost[], horizon: number): Consequence {
  if (!(horizon >= 0) || !Number.isFinite(horizon))
    throw new RangeError(`a horizon is hours, 0 or more, not ${horizon}`)
  const of = compiledOf(city)
  const seeds = seedsOf(city, of, lost, horizon)
  const fallen = cascade(of, seeds.hours, horizon)
  const losses = serviceLosses(of, fallen, seeds.hours, horizon)
  const assumed = assumedNodes(of, fallen, seeds.hours, losses)
  const isAssumed = (loss: ServiceLoss) => assumed.has(of.assets.length + loss.service)
  const harm = peopleHarm(of, losses, isAssumed)
  const services = losses.map((loss) => serviceHarm(of, loss, isAssumed(loss)))
  // They come in the order of their ids, and the sort leaves equals as they are.
  services.sort((a, b) => a.degradedAfter - b.degradedAfter)
  const unknown = [...harm.unknown, ...seeds.unknown]
  const open = (amount: typeof harm.people) => {
    const [least, most] = rangeOf(amount)
    return amountOf(least, most, unknown.length === 0)
  }
  return {
    horizon,
    services,
    people: open(harm.people),
    personHours: open(harm.personHours),
    assumedShare: harm.assumedShare,
    sites: sitesIn(of, harm.cells),
    holdings: holdingsOn(of, fallen.down),
    unknown,
    unmodelled: of.unmodelled,
  }
}

function serviceHarm(of: Compiled, loss: ServiceLoss, isAssumed: boolean): ServiceHarm {
  const service = of.services[loss.service]
  if (service === undefined) throw new Error(`no service stands at ${loss.service}`)
  const most = of.maximumOutage[loss.service] ?? Number.NaN
  const { degradedAfter, downAfter, lostHours, share } = loss
  return {
    service,
    degradedAfter,
    ...(downAfter === undefined ? {} : { downAfter }),
    lostHours,
    share,
    people: peopleOfService(of, loss),
    maximumOutage: Number.isNaN(most) ? 'unknown' : lostHours > most ? 'exceeded' : 'within',
    because: namesOf(of, loss.groups),
    basis: isAssumed ? 'assumed' : 'stated',
  }
}

function namesOf(of: Compiled, groups: readonly number[]): DependencyId[] {
  const names: DependencyId[] = []
  for (const group of groups) {
    const name = of.groups[group]
    if (name !== undefined) names.push(name)
  }
  return names
}

function sitesIn(of: Compiled, cells: ReadonlyMap<number, number>): SiteHarm[] {
  const sites: SiteHarm[] = []
  if (of.sites.size === 0) return sites
  for (const [index, after] of cells) {
    const cell = of.cells[index]
    if (cell === undefined) continue
    for (const { kind, name } of of.sites.get(index) ?? []) sites.push({ cell, kind, name, after })
  }
  return sites.sort((a, b) => a.after - b.after)
}

function holdingsOn(of: Compiled, down: HoursBy): HoldingId[] {
  const holdings = new Set<HoldingId>()
  if (of.holdings.size === 0) return []
  for (const node of down.keys()) for (const holding of of.holdings.get(node) ?? []) holdings.add(holding)
  return [...holdings].sort()
}
