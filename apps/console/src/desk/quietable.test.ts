import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { anyQuietable, quietable } from './quietable.ts'

const rule = { id: 'r-1', title: 'A rule', severity: 'low', count: 1 } as const
const person = { ...rule, id: 'tocsin:by-hand' }

test('what a person told, and what was replayed, cannot be kept quiet', () => {
  expect(quietable({ realm: 'real', detectors: [rule] })).toBe(true)
  expect(quietable({ realm: 'real', detectors: [person, rule] })).toBe(true)
  expect(quietable({ realm: 'real', detectors: [person] })).toBe(false)
  expect(quietable({ realm: 'replay', detectors: [rule] })).toBe(false)
})

test('it is offered where one of the chosen can be, or was not read', () => {
  const queries = new QueryClient()
  const incident = (id: string, detectors: readonly object[]) => ({ id, realm: 'real', detectors })
  queries.setQueryData(['incident', 'INC-1'], { pages: [{ incident: incident('INC-1', [person]) }], pageParams: [0] })
  queries.setQueryData(['incidents', { order: 'newest' }], {
    pages: [{ incidents: [incident('INC-2', [rule]), incident('INC-3', [person])] }],
    pageParams: [''],
  })
  expect(anyQuietable(queries, ['INC-1', 'INC-3'])).toBe(false)
  expect(anyQuietable(queries, ['INC-1', 'INC-2'])).toBe(true)
  expect(anyQuietable(queries, ['INC-9'])).toBe(true)
})
