import type { City } from './city.ts'
import { members, shown } from './model/statement.ts'
import type { Party } from './schema/dependency.ts'
import type { DependencyId } from './schema/ids.ts'

export interface Dependent {
  readonly party: Party
  /** Dependencies between it and what was asked for: 1 depends on it directly. */
  readonly steps: number
  /** The dependency by which it was found, the first by id where there are several. */
  readonly through: DependencyId
}

/**
 * Everything that depends on something, directly or over others, nearest first. It says what is connected, not what falls: a
 * supply with spares is in it too. What falls, and when, is a matter of `consequence`.
 */
export function dependents(city: City, of: Party): readonly Dependent[] {
  const supplied = suppliedBy(city)
  const seen = new Set([partyKey(of)])
  const found: Dependent[] = []
  let edge = [of]
  for (let steps = 1; edge.length > 0; steps++) {
    const next: Dependent[] = []
    for (const party of edge) {
      for (const { party: dependent, through } of supplied.get(partyKey(party)) ?? []) {
        const key = partyKey(dependent)
        if (seen.has(key)) continue
        seen.add(key)
        next.push({ party: dependent, steps, through })
      }
    }
    next.sort((a, b) => (partyKey(a.party) < partyKey(b.party) ? -1 : 1))
    found.push(...next)
    edge = next.map(({ party }) => party)
  }
  return found
}

export function partyKey({ kind, id }: Party): string {
  return `${kind}:${id}`
}

function suppliedBy(city: City) {
  const supplied = new Map<string, { readonly party: Party; readonly through: DependencyId }[]>()
  const dependencies = [...city.dependencies.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id, said } of dependencies) {
    const party = shown(said.dependent, city.time)?.value
    if (party === undefined) continue
    for (const { value: supplier } of members(said.suppliers, city.time)) {
      const key = partyKey(supplier)
      const list = supplied.get(key)
      if (list === undefined) supplied.set(key, [{ party, through: id }])
      else list.push({ party, through: id })
    }
  }
  return supplied
}
