import type { City } from '../city.ts'
import { members, shown } from '../model/statement.ts'
import { rangeOf } from './amount.ts'
import type { Consequence, Lost } from './answer.ts'
import { termsOf } from './terms.ts'

/**
 * The same harm by the plainest way: failure times by repeating the definition until nothing changes, lost hours by summing steps of
 * 1/8 h (all times of the test cities are multiples of it). Slow, and shares nothing with the cascade but the terms.
 */
export function plainConsequence(city: City, lost: readonly Lost[], horizon: number) {
  const never = Number.POSITIVE_INFINITY
  const falls = new Map<string, number>()
  const named = new Map<string, number>()
  for (const one of lost) {
    const after = one.after ?? 0
    const key = `${one.kind}:${one.id}`
    if (after < horizon) named.set(key, Math.min(named.get(key) ?? never, after))
  }
  for (const [key, after] of named) falls.set(key, after)
  const groups = [...city.dependencies.values()].map((dependency) => {
    const terms = termsOf(city, dependency)
    const dependent = shown(dependency.said.dependent, city.time)?.value
    return {
      ...terms,
      dependent: `${dependent?.kind}:${dependent?.id}`,
      keys: terms.suppliers.map((s) => `${s.kind}:${s.id}`),
    }
  })
  type Group = (typeof groups)[number]
  const lossOf = ({ keys, needed }: Group) =>
    keys.map((key) => falls.get(key) ?? never).sort((a, b) => a - b)[keys.length - needed] ?? never
  for (let changed = true; changed; ) {
    changed = false
    for (const group of groups) {
      const at = lossOf(group)
      if (at >= horizon) continue
      const down = firstDown(group, at, horizon)
      if (down < (falls.get(group.dependent) ?? never)) {
        falls.set(group.dependent, down)
        changed = true
      }
    }
  }
  const hours = new Map<string, number>()
  const share = new Map<string, number>()
  const worse = (map: Map<string, number>, key: string, value: number) =>
    map.set(key, Math.max(map.get(key) ?? 0, value))
  for (const [key, after] of named) {
    worse(hours, key, horizon - after)
    worse(share, key, 1)
  }
  for (const group of groups) {
    const at = lossOf(group)
    let sum = 0
    for (let t = at; t < horizon; t += 1 / 8) {
      const missing = 1 - levelAt(group, t - at)
      sum += missing / 8
      worse(share, group.dependent, missing)
    }
    worse(hours, group.dependent, sum)
  }
  const harmed = [...city.services.keys()].filter((id) => (hours.get(`service:${id}`) ?? 0) > 0).sort()
  let cellPeople = 0
  let cellHours = 0
  let isWhole = true
  const covered = new Set<string>()
  for (const { said } of city.cells.values()) {
    const of = members(said.services, city.time).map(({ value }) => value)
    for (const id of of) covered.add(id)
    const most = (map: Map<string, number>) => Math.max(0, ...of.map((id) => map.get(`service:${id}`) ?? 0))
    const people = shown(said.people, city.time)?.value
    if (most(hours) > 0 && people === undefined) isWhole = false
    cellPeople += (people ?? 0) * most(share)
    cellHours += (people ?? 0) * most(hours)
  }
  const rough = harmed
    .filter((id) => !covered.has(id))
    .map((id) => {
      const people = shown(city.services.get(id)?.said.people, city.time)?.value
      if (people === undefined) isWhole = false
      return [
        (people ?? 0) * (share.get(`service:${id}`) ?? 0),
        (people ?? 0) * (hours.get(`service:${id}`) ?? 0),
      ] as const
    })
  return {
    services: harmed.map((id) => ({
      service: id,
      lostHours: hours.get(`service:${id}`),
      downAfter: falls.get(`service:${id}`),
    })),
    people: [
      Math.max(cellPeople, ...rough.map(([people]) => people)),
      cellPeople + rough.reduce((s, [people]) => s + people, 0),
    ],
    personHours: [Math.max(cellHours, ...rough.map(([, h]) => h)), cellHours + rough.reduce((s, [, h]) => s + h, 0)],
    isWhole,
  }
}

/** The lower ends, and the upper ends where they are known. */
export function endsOf({ people, personHours }: Consequence) {
  return { people: rangeOf(people), personHours: rangeOf(personHours) }
}

function levelAt({ buffer, fallback }: ReturnType<typeof termsOf>, t: number): number {
  if (t < buffer) return 1
  if (fallback.kind === 'none') return 0
  const from = Math.max(buffer, fallback.takesOverAfter)
  return t >= from && t < from + fallback.lasts ? fallback.capacity : 0
}

function firstDown(terms: ReturnType<typeof termsOf>, at: number, horizon: number): number {
  for (let t = at; t < horizon; t += 1 / 8) if (levelAt(terms, t - at) === 0) return t
  return Number.POSITIVE_INFINITY
}
