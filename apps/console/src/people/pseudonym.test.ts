import { expect, test } from 'vitest'
import { heldHere, isPseudonym, unveiled } from './pseudonym.ts'

const revealed = (pseudonym: string, incident?: string) => ({
  pseudonym,
  names: ['zoé'],
  reason: 'a leak',
  until: 1000,
  ...(incident === undefined ? {} : { incident }),
})

test('a pseudonym is known by its shape', () => {
  expect(['~k7f3-q2mx', 'k7f3-q2mx', '~k7f3-q2mx!', '~K7F3-Q2MX'].map(isPseudonym)).toEqual([true, false, false, false])
})

test('a name shows in the incident for which it was revealed, until it ends', () => {
  const all = [revealed('~k7f3-q2mx', 'INC-1'), revealed('~0000-0000')]
  expect([...heldHere(all, 'INC-1', 0).keys()]).toEqual(['~k7f3-q2mx', '~0000-0000'])
  expect([...heldHere(all, 'INC-2', 0).keys()]).toEqual(['~0000-0000'])
  expect(heldHere(all, 'INC-1', 1000).size).toBe(0)
  expect(unveiled('~k7f3-q2mx and ~aaaa-aaaa', heldHere(all, 'INC-1', 0))).toBe('zoé and ~aaaa-aaaa')
})
