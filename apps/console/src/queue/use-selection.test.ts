import type { IncidentId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { toggled } from './use-selection.ts'

const id = (n: number) => `INC-${n}` as IncidentId

test('a second stroke takes a row out again', () => {
  const one = toggled(new Set(), id(1))
  expect([...one]).toEqual(['INC-1'])
  expect([...toggled(one, id(1))]).toEqual([])
})

test('no more are selected than one request takes', () => {
  const all = Array.from({ length: 600 }, (_, n) => id(n)).reduce(toggled, new Set<IncidentId>())
  expect(all.size).toBe(500)
})
