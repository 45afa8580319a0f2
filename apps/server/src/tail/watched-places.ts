import { TocsinError } from '@tocsin/kit'
import type { PlaceOf, Where } from '@tocsin/store'
import type { Places } from '../find/places/place.ts'

/** Addresses whose places are remembered: a sender's come again and again. */
const remembered = 10_000

/**
 * Looks places up for conditions that ask for them. The files are opened with the first of those, and not before.
 *
 * @throws TocsinError `bad-query` where a system is asked for and no file tells systems
 */
export function watchedPlaces(open: () => Places): (where: Where) => PlaceOf | undefined {
  let places: Places | undefined
  const known = new Map<string, ReturnType<PlaceOf>>()
  return (where) => {
    const asked = kindsIn(where)
    if (asked.size === 0) return undefined
    places ??= open()
    const { of, sources } = places
    if (asked.has('asn') && !sources.some(({ gives }) => gives === 'asn')) {
      throw new TocsinError('bad-query', 'No file tells the systems of addresses', {
        fix: 'Put an MMDB file with systems into the data folder as places/asn.mmdb, and start again',
      })
    }
    return (address) => {
      if (known.has(address)) return known.get(address)
      const found = of(address)
      if (known.size >= remembered) known.clear()
      known.set(address, found)
      return found
    }
  }
}

function kindsIn(where: Where): ReadonlySet<string> {
  switch (where.kind) {
    case 'and':
    case 'or':
      return new Set(where.of.flatMap((one) => [...kindsIn(one)]))
    case 'not':
      return kindsIn(where.of)
    case 'country':
    case 'asn':
      return new Set([where.kind])
    default:
      return new Set()
  }
}
