import { test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { cityOf, recordsOf } from './merge.ts'
import { records } from './records.fixture.ts'
import type { AnyEntry } from './schema/sections.ts'
import { openShare } from './shared.ts'

property.prop([records])('what is shared says the same', (some) => {
  const share = openShare()
  for (const entry of Object.values(some).flat()) expect(share(entry)).toEqual(entry)
})

const sensor = (n: number, name: string): AnyEntry => {
  const by = { source: 'csv', time: 1000, confidence: 'imported' as const }
  return { id: `s${n}`, said: { name: [{ value: name, ...by }], kind: [{ value: 'sensor', ...by }] } } as AnyEntry
}

test('what many say alike is one object, in the city too', () => {
  const share = openShare()
  const [one, other] = [share(sensor(1, 'A')), share(sensor(2, 'B'))]
  expect(one.said['kind']).toBe(other.said['kind'])
  expect(one.said['name']).not.toBe(other.said['name'])
  const city = cityOf({ assets: [one, other] as never })
  const [first, second] = recordsOf(city).assets ?? []
  expect(first?.said.kind).toBe(second?.said.kind)
})

test('values that are hardly said twice are let go', () => {
  const share = openShare()
  for (let n = 0; n < 10_000; n++) share(sensor(n, `Name ${n}`))
  expect(share(sensor(1, 'Name 9999')).said['name']).not.toBe(share(sensor(2, 'Name 9999')).said['name'])
  expect(share(sensor(1, 'x')).said['kind']).toBe(share(sensor(2, 'y')).said['kind'])
})
