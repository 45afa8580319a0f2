import type { City } from '../city.ts'
import { type NetworkRange, parseNetwork } from '../model/network.ts'
import { members } from '../model/statement.ts'
import type { Problem } from './problem.ts'

interface Held {
  readonly zone: string
  readonly text: string
  readonly range: NetworkRange
}

/** Networks of different zones that overlap. CIDR ranges are equal, one within the other, or apart. */
export function* overlappingNetworks(city: City): Generator<Problem> {
  const held: Held[] = []
  for (const { id, said } of city.zones.values()) {
    for (const { value } of members(said.networks, city.time)) {
      const range = parseNetwork(value)
      if (range !== undefined) held.push({ zone: id, text: value, range })
    }
  }
  held.sort(outerFirst)
  const open: Held[] = []
  for (const inner of held) {
    while (open.length > 0 && !within(inner, open[open.length - 1])) open.pop()
    const outer = open.findLast(({ zone }) => zone !== inner.zone)
    if (outer !== undefined) yield overlap(outer, inner)
    open.push(inner)
  }
}

function overlap(outer: Held, inner: Held): Problem {
  const where = [`/zones/${outer.zone}/networks`, `/zones/${inner.zone}/networks`]
  if (outer.text === inner.text) {
    return {
      code: 'overlapping-networks',
      severity: 'error',
      where,
      says: {
        en: `${outer.zone} and ${inner.zone} both have ${inner.text}`,
        fr: `${outer.zone} et ${inner.zone} ont tous deux ${inner.text}`,
      },
      fix: { en: 'Leave it to one zone', fr: "Ne le laissez qu'à une zone" },
    }
  }
  return {
    code: 'overlapping-networks',
    severity: 'warning',
    where,
    says: {
      en: `${inner.text} of ${inner.zone} lies within ${outer.text} of ${outer.zone}; the narrower one counts`,
      fr: `${inner.text} de ${inner.zone} est compris dans ${outer.text} de ${outer.zone} ; le plus étroit compte`,
    },
    fix: { en: 'Confirm it, or make the wider one narrower', fr: 'Confirmez, ou réduisez le plus large' },
  }
}

function within(inner: Held, outer: Held | undefined): boolean {
  return outer !== undefined && outer.range.family === inner.range.family && inner.range.last <= outer.range.last
}

function outerFirst(a: Held, b: Held): number {
  if (a.range.family !== b.range.family) return a.range.family - b.range.family
  if (a.range.first !== b.range.first) return a.range.first < b.range.first ? -1 : 1
  if (a.range.last !== b.range.last) return a.range.last > b.range.last ? -1 : 1
  return a.zone < b.zone ? -1 : 1
}
