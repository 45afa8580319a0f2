import { hash32 } from '@tocsin/kit'
import type { City } from '../city.ts'
import type { Identifier } from '../model/identifier.ts'
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

/**
 * By scheme and value. Hashes first, eight bytes each: of half a million assets as a rule a handful have the same, and only of
 * these texts are gathered.
 */
function claimedTwice(city: City): [scheme: string, value: string, ids: string[]][] {
  let hashes = new Uint32Array(Math.max(16, city.assets.size * 2))
  let size = 0
  for (const { said } of city.assets.values()) {
    for (const { value } of members(said.identifiers, city.time)) {
      if (size === hashes.length) hashes = doubled(hashes)
      hashes[size++] = hashOf(value)
    }
  }
  const sorted = hashes.subarray(0, size).sort()
  const again = new Set<number>()
  for (let at = 1; at < size; at++) if (sorted[at] === sorted[at - 1]) again.add(sorted[at] ?? 0)
  const claims = new Map<string, [scheme: string, value: string, ids: string[]]>()
  if (again.size === 0) return []
  for (const { id, said } of city.assets.values()) {
    for (const { value: identifier } of members(said.identifiers, city.time)) {
      if (!again.has(hashOf(identifier))) continue
      const { scheme, value } = identifier
      const key = `${scheme}\u0000${value}`
      const before = claims.get(key)
      if (before === undefined) claims.set(key, [scheme, value, [id]])
      else before[2].push(id)
    }
  }
  return [...claims.values()].filter(([, , ids]) => ids.length > 1)
}

function hashOf({ scheme, value }: Identifier): number {
  return (hash32(value) ^ hash32(scheme)) >>> 0
}

function doubled(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(from.length * 2)
  into.set(from)
  return into
}
