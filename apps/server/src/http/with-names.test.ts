import type { Where } from '@tocsin/query'
import { expect, test } from 'vitest'
import { namesFor } from './with-names.ts'

const people: Readonly<Record<string, readonly string[]>> = {
  '~k7f3-q2mx': ['zoé'],
  '~0000-0000': ['max', 'eve'],
  '~1111-1111': ['~1111-1111 ~0000-0000'],
}
const named = (where: Where) => namesFor(where, (pseudonym) => people[pseudonym] ?? [])
const cmp = (value: string): Where => ({ kind: 'cmp', field: 'user.name', op: 'eq', value })

test('a pseudonym in a search stands for its name, wherever it is written', () => {
  expect(named(cmp('~k7f3-q2mx'))).toEqual(cmp('zoé'))
  expect(named({ kind: 'not', of: { kind: 'anywhere', text: 'by ~k7f3-q2mx' } })).toEqual({
    kind: 'not',
    of: { kind: 'anywhere', text: 'by zoé' },
  })
  expect(named({ kind: 'in', field: 'user.name', values: ['~0000-0000', 'root', 3] })).toEqual({
    kind: 'in',
    field: 'user.name',
    values: ['max', 'eve', 'root', 3],
  })
})

test('one that two people share finds both; one that leads to nobody stays', () => {
  expect(named(cmp('~0000-0000'))).toEqual({ kind: 'or', of: [cmp('max'), cmp('eve')] })
  expect(named(cmp('~zzzz-zzzz'))).toEqual(cmp('~zzzz-zzzz'))
})

test('a name that looks like a pseudonym is not looked up again', () => {
  expect(named(cmp('~1111-1111'))).toEqual(cmp('~1111-1111 ~0000-0000'))
})
