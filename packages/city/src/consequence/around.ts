import type { City } from '../city.ts'
import type { Party } from '../schema/dependency.ts'
import type { DependencyId } from '../schema/ids.ts'
import { type Compiled, compiledOf } from './compiled.ts'

/** What something needs, and what needs it: directly, and further services that the second lead to. */
export interface Around {
  /** Dependencies of which it is the dependent, and those that it supplies. */
  readonly needs: readonly DependencyId[]
  readonly serves: readonly DependencyId[]
  /** What depends on it over something else, nearest first: services, with the dependencies between. */
  readonly beyond: readonly { readonly party: Party; readonly steps: number }[]
}

/** Services beyond that are named, and nodes that are looked at for them. */
const most = { beyond: 50, nodes: 20_000 } as const

/** What stands around a party of the city; nothing where it is none. It says what is connected, not what falls. */
export function around(city: City, { kind, id }: Party): Around {
  const of = compiledOf(city)
  const node = (kind === 'asset' ? of.assetNodes : of.serviceNodes).get(id)
  if (node === undefined) return { needs: [], serves: [], beyond: [] }
  const groups = (rows: Compiled['rests'], at: number) =>
    rows.to.subarray(rows.offset[at] ?? 0, rows.offset[at + 1] ?? 0)
  const named = (some: Int32Array) => [...some].flatMap((group) => of.groups[group] ?? []).sort()
  const seen = new Set([node])
  const beyond: { party: Party; steps: number }[] = []
  let edge = [node]
  for (let steps = 1; edge.length > 0 && beyond.length < most.beyond && seen.size < most.nodes; steps++) {
    const next: number[] = []
    for (const at of edge) {
      for (const group of groups(of.supplies, at)) {
        const dependent = of.dependent[group]
        if (dependent === undefined || seen.has(dependent)) continue
        seen.add(dependent)
        next.push(dependent)
      }
    }
    next.sort((a, b) => a - b)
    for (const at of next) {
      const service = of.services[at - of.assets.length]
      if (steps > 1 && service !== undefined) beyond.push({ party: { kind: 'service', id: service }, steps })
    }
    edge = next
  }
  return {
    needs: named(groups(of.rests, node)),
    serves: named(groups(of.supplies, node)),
    beyond: beyond.slice(0, most.beyond),
  }
}
