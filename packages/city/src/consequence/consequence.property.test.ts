import { fc, test } from '@fast-check/vitest'
import { seededRandom } from '@tocsin/kit'
import { expect } from 'vitest'
import { cityOf, recordsOf } from '../index.ts'
import { townByChance } from '../town.fixture.ts'
import type { Lost } from './answer.ts'
import { consequence } from './consequence.ts'
import { endsOf, plainConsequence } from './plain.fixture.ts'

const seed = fc.integer({ min: 0, max: 0x7fffffff })
const horizon = fc.integer({ min: 0, max: 96 }).map((halves) => halves / 2)

test.prop([seed, horizon], { numRuns: 400 })('it equals the plain, slow evaluator', (seed, horizon) => {
  const { city, lost } = drawn(seed)
  const answer = consequence(city, lost, horizon)
  const plain = plainConsequence(city, lost, horizon)
  const sorted = [...answer.services].sort((a, b) => (a.service < b.service ? -1 : 1))
  expect(sorted.map(({ service, downAfter }) => ({ service, downAfter }))).toEqual(
    plain.services.map(({ service, downAfter }) => ({ service, downAfter })),
  )
  for (const [i, { lostHours }] of sorted.entries())
    expect(lostHours).toBeCloseTo(plain.services[i]?.lostHours ?? -1, 6)
  const { people, personHours } = endsOf(answer)
  expect(people[0]).toBeCloseTo(plain.people[0] ?? -1, 4)
  expect(personHours[0]).toBeCloseTo(plain.personHours[0] ?? -1, 4)
  if (answer.unknown.length === 0) {
    expect(people[1]).toBeCloseTo(plain.people[1] ?? -1, 4)
    expect(personHours[1]).toBeCloseTo(plain.personHours[1] ?? -1, 4)
  }
  if (!plain.isWhole) expect(answer.people.kind).not.toBe('known')
})

test.prop([seed, horizon], { numRuns: 300 })('more losses never mean less harm', (seed, horizon) => {
  const { city, lost, more } = drawn(seed)
  isNoLess(consequence(city, lost, horizon), consequence(city, [...lost, ...more], horizon))
})

test.prop([seed, horizon, horizon], { numRuns: 300 })(
  'a longer horizon never means less harm',
  (seed, horizon, further) => {
    const { city, lost } = drawn(seed)
    isNoLess(consequence(city, lost, horizon), consequence(city, lost, horizon + further))
  },
)

test.prop([seed, horizon], { numRuns: 200 })(
  'neither the order of losses nor that of records matters',
  (seed, horizon) => {
    const { city, lost } = drawn(seed)
    const records = recordsOf(city)
    const turned = cityOf(
      Object.fromEntries(Object.entries(records).map(([section, list]) => [section, [...list].reverse()])),
      city.time,
    )
    const answer = consequence(city, lost, horizon)
    expect(consequence(city, [...lost, ...lost].reverse(), horizon)).toEqual(answer)
    expect(consequence(turned, lost, horizon)).toEqual(answer)
  },
)

test.prop([seed, horizon])('the assumed share lies between 0 and 1, and hours within the horizon', (seed, horizon) => {
  const { city, lost } = drawn(seed)
  const { assumedShare, services } = consequence(city, lost, horizon)
  expect(assumedShare >= 0 && assumedShare <= 1).toBe(true)
  for (const { lostHours, degradedAfter, share } of services) {
    expect(lostHours > 0 && lostHours <= horizon && degradedAfter < horizon && share > 0 && share <= 1).toBe(true)
  }
})

function drawn(seed: number) {
  const { city, assets, services } = townByChance(seed)
  const random = seededRandom(seed + 1)
  const draw = (): Lost[] =>
    Array.from({ length: random.integer(4) }, () => {
      const kind = random.integer(4) === 0 ? 'service' : 'asset'
      const after = random.integer(2) === 0 ? {} : { after: random.integer(16) / 2 }
      return { kind, id: random.pick(kind === 'service' ? services : assets), ...after } as Lost
    })
  return { city, lost: draw(), more: draw() }
}

function isNoLess(less: ReturnType<typeof consequence>, more: ReturnType<typeof consequence>): void {
  const [a, b] = [endsOf(less), endsOf(more)]
  for (const end of [0, 1] as const) {
    expect(b.people[end]).toBeGreaterThanOrEqual(a.people[end] - 1e-9)
    expect(b.personHours[end]).toBeGreaterThanOrEqual(a.personHours[end] - 1e-9)
  }
  for (const { service, lostHours, degradedAfter } of less.services) {
    const same = more.services.find((one) => one.service === service)
    expect(same?.lostHours).toBeGreaterThanOrEqual(lostHours - 1e-9)
    expect(same?.degradedAfter).toBeLessThanOrEqual(degradedAfter)
  }
}
