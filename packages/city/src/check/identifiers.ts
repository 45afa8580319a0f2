import type { City } from '../city.ts'
import { members } from '../model/statement.ts'
import type { Problem } from './problem.ts'

/** Identifiers that two or more assets claim: a copied row, a replaced device, or a stolen identity. */
export function* identifiersClaimedTwice(city: City): Generator<Problem> {
  for (const [scheme, value, ids] of claimedTwice(city)) {
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

/** By scheme and value: as a rule one asset, so that no list is made for it. */
function claimedTwice(city: City): [scheme: string, value: string, ids: string[]][] {
  const claims = new Map<string, Map<string, string | string[]>>()
  const twice: [string, string, string[]][] = []
  for (const { id, said } of city.assets.values()) {
    for (const { value: identifier } of members(said.identifiers, city.time)) {
      const { scheme, value } = identifier
      const of = claims.get(scheme) ?? new Map<string, string | string[]>()
      claims.set(scheme, of)
      const before = of.get(value)
      if (before === undefined) of.set(value, id)
      else if (typeof before !== 'string') before.push(id)
      else {
        const both = [before, id]
        of.set(value, both)
        twice.push([scheme, value, both])
      }
    }
  }
  return twice
}
