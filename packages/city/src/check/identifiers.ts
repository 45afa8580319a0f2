import type { City } from '../city.ts'
import { members, valueKey } from '../model/statement.ts'
import type { Problem } from './problem.ts'

/** Identifiers that two or more assets claim: a copied row, a replaced device, or a stolen identity. */
export function* identifiersClaimedTwice(city: City): Generator<Problem> {
  const claims = new Map<string, string[]>()
  for (const { id, said } of city.assets.values()) {
    for (const { value } of members(said.identifiers, city.time)) {
      const key = valueKey(value)
      const list = claims.get(key)
      if (list === undefined) claims.set(key, [id])
      else list.push(id)
    }
  }
  for (const [key, ids] of claims) {
    if (ids.length < 2) continue
    const { scheme, value } = JSON.parse(key) as { scheme: string; value: string }
    const some = ids.sort().slice(0, 10)
    yield {
      code: 'identifier-claimed-twice',
      severity: 'warning',
      where: some.map((id) => `/assets/${id}/identifiers`),
      says: {
        en: `${ids.length} assets claim the ${scheme} ${value}: ${some.join(', ')}`,
        fr: `${ids.length} équipements revendiquent ${scheme} ${value} : ${some.join(', ')}`,
      },
      fix: {
        en: 'Join them if they are one, or correct the identifier',
        fr: "Fusionnez-les s'ils ne font qu'un, ou corrigez l'identifiant",
      },
    }
  }
}
