import { type City, entries } from './city.ts'
import type { Statement } from './model/statement.ts'
import type { Asset } from './schema/asset.ts'
import { type SectionName, sectionNames } from './schema/sections.ts'

/**
 * Makes something of a city once: for each version, and not again for those of which what it is made from is the same. A city
 * gets another moment each minute, and most changes of things are of their firmware.
 *
 * @param same whether what was made of the one holds for the other
 */
export function onceFor<Made extends object>(
  same: (one: City, other: City) => boolean,
  make: (city: City) => Made,
): (city: City) => Made {
  const known = new WeakMap<City, Made>()
  let latest: City | undefined
  return (city) => {
    const before = known.get(city)
    if (before !== undefined) return before
    const held = latest !== undefined && same(latest, city) ? known.get(latest) : undefined
    const made = held ?? make(city)
    known.set(city, made)
    latest = city
    return made
  }
}

/** Whether two cities show the same: they have the same records, and nothing that is said of them ended between. */
export function showsSame(one: City, other: City): boolean {
  return sectionNames.every((section) => one[section] === other[section]) && nothingEnds(one, other, sectionNames)
}

/** What `consequence` and `questions` read, beside the assets. */
const harmful = ['services', 'dependencies', 'cells', 'holdings'] as const

/** Whether losses mean the same in two cities: of their assets only what harm does not depend on differs. */
export function harmsSame(one: City, other: City): boolean {
  return (
    harmful.every((section) => one[section] === other[section]) &&
    (one.assets === other.assets || assetsHarmSame(one.assets, other.assets)) &&
    nothingEnds(one, other, ['assets', ...harmful])
  )
}

function assetsHarmSame(some: City['assets'], others: City['assets']): boolean {
  if (some.size !== others.size) return false
  const before = some.values()
  for (const after of others.values()) {
    const was: Asset | undefined = before.next().value
    if (was === after) continue
    if (was === undefined || was.id !== after.id) return false
    const { kind, zone, standalone } = was.said
    if (kind !== after.said.kind || zone !== after.said.zone || standalone !== after.said.standalone) return false
  }
  return true
}

function nothingEnds(one: City, other: City, sections: readonly SectionName[]): boolean {
  if (one.time === other.time) return true
  const [from, to] = [Math.min(one.time, other.time), Math.max(one.time, other.time)]
  return [one, other].every((city) => sections.every((section) => nextEnd(city, section, from) > to))
}

const ends = new WeakMap<object, { readonly from: number; readonly next: number }>()

/** The first moment after another at which something that is said in a section ends. Infinite where nothing does. */
function nextEnd(city: City, section: SectionName, after: number): number {
  const table = city[section]
  const known = ends.get(table)
  if (known !== undefined && known.from <= after && after < known.next) return known.next
  let next = Number.POSITIVE_INFINITY
  for (const { said } of entries(city, section).values()) {
    for (const name in said) {
      for (const { until } of (said as Readonly<Record<string, readonly Statement<unknown>[]>>)[name] ?? []) {
        if (until !== undefined && until > after && until < next) next = until
      }
    }
  }
  ends.set(table, { from: after, next })
  return next
}
