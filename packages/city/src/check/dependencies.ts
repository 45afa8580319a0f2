import type { City } from '../city.ts'
import { partyKey } from '../dependents.ts'
import { members, shown } from '../model/statement.ts'
import type { Problem } from './problem.ts'
import { rings } from './rings.ts'

/** Dependencies that go round in a ring, ask for more suppliers than they have, or have none. */
export function* dependencyProblems(city: City): Generator<Problem> {
  const edges = new Map<string, string[]>()
  for (const { id, said } of city.dependencies.values()) {
    const dependent = shown(said.dependent, city.time)?.value
    const suppliers = members(said.suppliers, city.time)
    const needed = shown(said.needed, city.time)?.value
    const where = [`/dependencies/${id}`]
    if (suppliers.length === 0 || dependent === undefined) {
      yield {
        code: 'no-suppliers',
        severity: 'error',
        where,
        says: {
          en: `${id} has no supplier or no dependent, so it says nothing`,
          fr: `${id} n'a pas de fournisseur ou de dépendant : elle ne dit rien`,
        },
        fix: { en: 'Name who supplies whom', fr: 'Nommez qui fournit qui' },
      }
      continue
    }
    if (needed !== undefined && needed > suppliers.length) {
      yield {
        code: 'too-few-suppliers',
        severity: 'error',
        where: [`/dependencies/${id}/needed`],
        says: {
          en: `${id} needs ${needed} of ${suppliers.length} suppliers`,
          fr: `${id} demande ${needed} fournisseurs sur ${suppliers.length}`,
        },
        fix: {
          en: 'Add suppliers, or need fewer; until then all are needed',
          fr: "Ajoutez des fournisseurs ou baissez le nombre ; d'ici là tous comptent",
        },
      }
    }
    const key = partyKey(dependent)
    const list = edges.get(key) ?? []
    for (const { value } of suppliers) list.push(partyKey(value))
    edges.set(key, list)
  }
  for (const ring of rings(edges)) yield cyclic(ring)
}

function cyclic(ring: readonly string[]): Problem {
  const some = ring.slice(0, 10)
  const words = some.join(', ')
  const where = some.map((key) => key.replace(/^asset:/, '/assets/').replace(/^service:/, '/services/'))
  return {
    code: 'cyclic-dependency',
    severity: 'warning',
    where,
    says: {
      en: `${ring.length} depend on each other in a ring: ${words}`,
      fr: `${ring.length} dépendent les uns des autres en boucle : ${words}`,
    },
    fix: {
      en: 'If it is so (a pump needs the power whose cooling it feeds), leave it; else remove one dependency',
      fr: "Si c'est réel (une pompe alimente le refroidissement de sa centrale), laissez ; sinon retirez une dépendance",
    },
  }
}
