import { createHash } from 'node:crypto'
import { assetKindDefaults, check, cityOf, coldStart, consequence, formatCity, parseCity, shown } from '@tocsin/city'
import type { AssetId } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { townPeople } from './names.ts'
import { buildTown, writeTown } from './town.ts'

const town = buildTown({ assets: 3000, seed: 7 })
const city = cityOf(town.records, Date.UTC(2026, 5, 1))

describe('the ground', () => {
  test('every crossing can be reached from every other one', () => {
    const seen = new Set([0])
    for (const at of seen) for (const to of town.streets.crossings[at]?.to ?? []) seen.add(to)
    expect(seen.size).toBe(town.streets.crossings.length)
    expect(seen.size).toBeGreaterThan(800)
  })

  test('a street passes from crossing to crossing, and each of its steps is a way', () => {
    for (const { parts, name } of town.streets.streets) {
      expect(name).not.toBe('')
      for (const part of parts) {
        for (let n = 1; n < part.length; n++) {
          expect(town.streets.crossings[part[n - 1] ?? -1]?.to).toContain(part[n])
        }
      }
    }
  })

  test('signalised junctions stand on crossings where at least three ways meet, one on each', () => {
    const usual = buildTown()
    const controllers = usual.things.filter(({ kind }) => kind === 'signal-controller')
    expect(controllers).toHaveLength(240)
    const busy = new Set(usual.streets.crossings.filter(({ to }) => to.length >= 3).map(({ x, y }) => `${x}/${y}`))
    const taken = new Set(controllers.map(({ at }) => `${at?.x}/${at?.y}`))
    expect(taken.size).toBe(240)
    for (const spot of taken) expect(busy).toContain(spot)
  })

  test('mains follow streets and run downhill from their tank, and reach nearly every crossing', () => {
    const { tanks, mains, fedBy } = town.mains
    const wet = new Map(tanks.map(({ crossing }, tank) => [crossing, tank]))
    for (const { tank, from, to, fromHeight, toHeight } of mains) {
      expect(toHeight).toBeLessThan(fromHeight)
      expect(town.streets.crossings[from]?.to).toContain(to)
      // Mains are listed from the tank outward: what feeds them came before.
      expect(wet.get(from)).toBe(tank)
      wet.set(to, tank)
    }
    for (const { crossing, level } of tanks) {
      expect(level).toBeGreaterThan(mains.find(({ from }) => from === crossing)?.fromHeight ?? Number.POSITIVE_INFINITY)
    }
    expect(fedBy.size / town.streets.crossings.length).toBeGreaterThan(0.9)
  })

  test('the people of all cells are those of the census, quarter by quarter', () => {
    const counted = [...city.cells.values()].reduce(
      (sum, { said }) => sum + (shown(said.people, city.time)?.value ?? 0),
      0,
    )
    expect(counted).toBe(townPeople)
    for (const [quarter, { people }] of town.census.entries()) {
      const own = town.blocks.filter((block) => block.quarter === quarter)
      expect(own.reduce((sum, block) => sum + block.people, 0)).toBe(people)
    }
  })
})

describe('what stands on it', () => {
  test('each asset has a zone that there is and an owner that there is', () => {
    for (const { id, said } of city.assets.values()) {
      const [zone, owner] = [shown(said.zone, city.time)?.value, shown(said.owner, city.time)?.value]
      expect(zone !== undefined && city.zones.has(zone), id).toBe(true)
      expect(owner !== undefined && city.organisations.has(owner), id).toBe(true)
    }
  })

  test('each service depends on something', () => {
    const dependents = new Set(
      [...city.dependencies.values()].map(({ said }) => shown(said.dependent, city.time)?.value.id as string),
    )
    for (const id of city.services.keys()) expect(dependents).toContain(id)
  })

  test('nothing of it is wrong but the levels that are not reached', () => {
    const { problems } = check(city)
    expect(problems.filter(({ code }) => code !== 'level-not-reached')).toEqual([])
  })

  test('nothing has to be supposed of it but what kinds do when they fail', () => {
    const { services, dependencies } = coldStart(city, city.time)
    expect(services).toEqual([])
    expect(dependencies).toEqual([])
  })

  test('a dark junction is no outage, and the loss of a call centre is known in people', () => {
    expect(assetKindDefaults('signal-controller').serves).toBe('traffic')
    const one = consequence(city, [{ kind: 'asset', id: 'carrefour-001' as AssetId }], 24)
    expect(one.services).toEqual([])
    const calls = consequence(
      city,
      ['appels-1', 'appels-2'].map((id) => ({ kind: 'asset', id: id as AssetId })),
      24,
    )
    expect(calls.people).toMatchObject({ kind: 'known' })
  })
})

describe('the same town', () => {
  test('to the byte for the same seed, and read back as it was written', () => {
    const text = formatCity(cityOf(buildTown({ assets: 300, seed: 3 }).records, 0))
    expect(digest(formatCity(cityOf(buildTown({ assets: 300, seed: 3 }).records, 0)))).toBe(digest(text))
    expect(digest(formatCity(cityOf(buildTown({ assets: 300, seed: 4 }).records, 0)))).not.toBe(digest(text))
    const read = parseCity(text)
    expect(read.ok && digest(formatCity(read.value))).toBe(digest(text))
  })

  test.each([300, 10_000])('of %i assets has as many, whatever hangs on its streets', (assets) => {
    const made = buildTown({ assets, seed: 3 })
    expect(made.things).toHaveLength(assets)
    expect(made.streets.crossings).toEqual(buildTown({ assets: 300, seed: 3 }).streets.crossings)
  })

  test('of 100,000 assets has as many, each with its own identifiers', () => {
    const { things } = buildTown({ assets: 100_000 })
    expect(things).toHaveLength(100_000)
    expect(new Set(things.map(({ ip, devEui, account }) => ip ?? devEui ?? account)).size).toBe(100_000)
    expect(new Set(things.map(({ id }) => id)).size).toBe(100_000)
  })

  test('is refused beyond its bounds', () => {
    expect(() => buildTown({ assets: 299 })).toThrow(RangeError)
    expect(() => buildTown({ assets: 500_001 })).toThrow(RangeError)
  })
})

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

test('written down piece by piece it is the same town, to the byte', () => {
  const written = [...writeTown({ assets: 3000, seed: 7 }).parts()].join('')
  expect(written === formatCity(cityOf(town.records))).toBe(true)
})
