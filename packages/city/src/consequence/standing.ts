import type { City } from '../city.ts'
import type { Party } from '../schema/dependency.ts'
import type { DependencyId } from '../schema/ids.ts'
import type { Lost } from './answer.ts'
import { cascade } from './cascade.ts'
import { compiledOf } from './compiled.ts'
import { seedsOf } from './seeds.ts'

/** A supply that lost some of its suppliers and still has enough of them. */
export interface Standing {
  readonly dependency: DependencyId
  readonly dependent: Party
  /** How many suppliers there are, how many are enough, and how many are left: k of n. */
  readonly of: number
  readonly needed: number
  readonly left: number
}

/**
 * What a loss touches and does not stop: each supply of which some suppliers are lost and enough are left, services first, then by
 * id. What falls is a matter of `consequence`; together they name all that a loss reaches.
 *
 * @param horizon hours from now
 */
export function standing(city: City, lost: readonly Lost[], horizon: number): readonly Standing[] {
  const of = compiledOf(city)
  const seeds = seedsOf(city, of, lost, horizon)
  const fallen = cascade(of, seeds.hours, horizon)
  const gone = new Map<number, number>()
  for (const node of fallen.down.keys()) {
    const end = of.supplies.offset[node + 1] ?? 0
    for (let i = of.supplies.offset[node] ?? 0; i < end; i++) {
      const group = of.supplies.to[i] ?? 0
      if (fallen.lost.get(group) === undefined) gone.set(group, (gone.get(group) ?? 0) + 1)
    }
  }
  const found: Standing[] = []
  for (const [group, count] of gone) {
    const dependency = of.groups[group]
    const node = of.dependent[group]
    if (dependency === undefined || node === undefined || fallen.down.get(node) !== undefined) continue
    const dependent = partyAt(node)
    if (dependent === undefined) continue
    const spare = of.spare[group] ?? 0
    const all = of.sizes[group] ?? 0
    found.push({ dependency, dependent, of: all, needed: all - spare, left: all - count })
  }
  return found.sort(byServiceThenId)

  function partyAt(node: number): Party | undefined {
    const service = of.services[node - of.assets.length]
    if (service !== undefined) return { kind: 'service', id: service }
    const asset = of.assets[node]
    return asset === undefined ? undefined : ({ kind: 'asset', id: asset } as Party)
  }
}

function byServiceThenId(a: Standing, b: Standing): number {
  if (a.dependent.kind !== b.dependent.kind) return a.dependent.kind === 'service' ? -1 : 1
  return a.dependent.id < b.dependent.id ? -1 : a.dependent.id > b.dependent.id ? 1 : 0
}
