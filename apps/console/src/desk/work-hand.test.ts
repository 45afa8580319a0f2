import type { IncidentId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import type { IncidentWork } from '../api/contract.ts'
import { workHand } from './work-hand.ts'

const id = (n: number) => `INC-${n}` as IncidentId
const closed = { at: 1, by: 'ada', findings: 1, severity: 'high', realm: 'real' } as const
const book = new Map<string, IncidentWork>([
  ['INC-1', { incident: id(1), version: 0 }],
  ['INC-2', { incident: id(2), version: 1, owner: 'ada' }],
  ['INC-3', { incident: id(3), version: 1, owner: 'bo' }],
  ['INC-4', { incident: id(4), version: 1, closed }],
])
const offered = (...ns: number[]) =>
  Object.entries(workHand(ns.map(id), book, 'ada', undefined)).flatMap(([name, act]) => (act === undefined ? [] : name))

test('only what makes sense is offered', () => {
  expect(offered(1)).toEqual(['take', 'close', 'note'])
  expect(offered(2)).toEqual(['release', 'close', 'note'])
  expect(offered(3)).toEqual(['take', 'close', 'note'])
  expect(offered(4)).toEqual(['reopen', 'note'])
})

test('of many, each act concerns those that it can', () => {
  expect(offered(1, 2, 4)).toEqual(['take', 'release', 'close', 'reopen', 'note'])
})

test('what was not read yet can be acted on as if nobody had: the act waits for the reading', () => {
  expect(offered(9)).toEqual(['take', 'close', 'note'])
  expect(offered(1, 9)).toEqual(['take', 'close', 'note'])
})
