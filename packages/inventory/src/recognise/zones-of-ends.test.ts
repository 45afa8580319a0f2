import { record, type SectionName } from '@tocsin/city'
import { everything } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

async function declare(section: SectionName, id: string, values: Record<string, unknown>): Promise<void> {
  const made = record(section, id, values, { source: 'list', time: morning, confidence: 'imported' })
  if (!made.ok) throw new Error(made.error[0]?.reason)
  await given.keeper().apply({ [section]: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}

test('a target stands in the zone of its asset or of its network; people of a department hear of their zones alone', async () => {
  await declare('zones', 'field', { name: 'Field', layer: 'field', networks: ['10.5.0.0/16'] })
  await declare('zones', 'office', { name: 'Office' })
  await declare('organisations', 'water', { name: 'Water' })
  const identifiers = [{ scheme: 'host', value: 'broker.example' }]
  await declare('assets', 'broker', { name: 'Broker', zone: 'office', owner: 'water', identifiers })
  const ends = ['10.5.1.2', 'broker.example', '192.0.2.1', 'nobody.example', '']
  const ask = given.provides.zonesOfEnds
  const all = await ask?.(ends, { scope: everything })
  expect(all?.of).toEqual({ '10.5.1.2': 'field', 'broker.example': 'office' })
  expect(all?.zones).toContainEqual({ id: 'field', name: 'Field', layer: 'field' })
  const theirs = {
    scope: { kind: 'sources', sources: [] },
    circle: { role: 'viewer', departments: ['Water'] },
  } as const
  const own = await ask?.(ends, theirs)
  expect(own).toEqual({ zones: [{ id: 'office', name: 'Office', layer: null }], of: { 'broker.example': 'office' } })
})
