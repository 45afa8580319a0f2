import { fc, test } from '@fast-check/vitest'
import type { IncidentId } from '@tocsin/kit'
import { expect } from 'vitest'
import type { IncidentWork } from '../api/contract.ts'
import { answered, type Book, shows, stateOf, written } from './work.ts'

const id = 'INC-1' as IncidentId
const closed: IncidentWork = {
  incident: id,
  version: 2,
  closed: { at: 1, by: 'ada', findings: 1, severity: 'high', realm: 'real' },
}

test('the queue shows what is open unless it is asked for more', () => {
  expect(shows(undefined, undefined)).toBe(true)
  expect(shows(undefined, closed)).toBe(false)
  expect(shows('closed', closed)).toBe(true)
  expect(shows('closed', { incident: id, version: 0 })).toBe(false)
  expect(shows('all', closed)).toBe(true)
})

test('the state is told from the work', () => {
  expect(stateOf({ incident: id, version: 0 })).toBe('open')
  expect(stateOf({ incident: id, version: 1, owner: 'ada' })).toBe('owned')
  expect(stateOf(closed)).toBe('closed')
  expect(stateOf({ incident: id, version: 3, owner: 'ada', reopenedAt: 5 })).toBe('reopened')
})

test('what an answer leaves out nobody has touched', () => {
  expect(answered([id, 'INC-2' as IncidentId], [closed])).toEqual([closed, { incident: 'INC-2', version: 0 }])
})

test.prop([fc.array(fc.nat(9))])('in whatever order works are told, the newest stands', (versions) => {
  const told = versions.map((version) => ({ incident: id, version }))
  const book = told.reduce<Book>((known, work) => written(known, [work]), new Map())
  expect(book.get(id)?.version).toBe(versions.length === 0 ? undefined : Math.max(...versions))
  expect(written(book, told)).toBe(book)
})
