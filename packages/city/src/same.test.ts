import { expect, test } from 'vitest'
import { atTime, type City, cityOf, harmsSame, merge, onceFor, record, type SectionName, showsSame } from './index.ts'

const by = { source: 'csv:list', time: 0, confidence: 'imported' as const }
function said(section: SectionName, id: string, values: Record<string, unknown>, until?: number) {
  const made = record(section, id, values, { ...by, ...(until === undefined ? {} : { until }) })
  if (!made.ok) throw new Error(made.error[0]?.reason)
  return { [section]: [made.value] }
}
const pump = merge(cityOf({}, 0), said('assets', 'p-1', { kind: 'pump', firmware: '1.0' }))

test('a city at another moment shows the same until something that is said of it ends', () => {
  expect(showsSame(pump, atTime(pump, 1000))).toBe(true)
  const ending = merge(pump, said('assets', 'p-2', { kind: 'pump' }, 500))
  expect(showsSame(ending, atTime(ending, 499))).toBe(true)
  expect(showsSame(ending, atTime(ending, 500))).toBe(false)
  expect(harmsSame(ending, atTime(ending, 500))).toBe(false)
  expect(showsSame(atTime(ending, 600), atTime(ending, 700))).toBe(true)
})

test('losses mean the same after a change of firmware, not after one of a kind, a service or a thing more', () => {
  const after = (values: Record<string, unknown>, id = 'p-1') => merge(pump, said('assets', id, values), 0)
  expect(harmsSame(pump, after({ firmware: '2.0' }))).toBe(true)
  expect(showsSame(pump, after({ firmware: '2.0' }))).toBe(false)
  expect(harmsSame(pump, after({ zone: 'field' }))).toBe(false)
  expect(harmsSame(pump, after({ firmware: '2.0' }, 'p-2'))).toBe(false)
  expect(harmsSame(pump, merge(pump, said('services', 's', { name: 'Water' })))).toBe(false)
})

test('what is made of a city is made again only where it would be another', () => {
  let made = 0
  const of = onceFor(showsSame, (city: City) => ({ size: city.assets.size, nth: ++made }))
  expect(of(pump).nth).toBe(1)
  expect(of(atTime(pump, 60_000)).nth).toBe(1)
  expect(of(pump).nth).toBe(1)
  expect(of(merge(pump, said('assets', 'p-2', {}))).nth).toBe(2)
})
