import type { Evidence, Scalar } from '@tocsin/event'
import { expect, test } from 'vitest'
import { offeredBy, pairsOf } from './exception-fields.ts'

const evidence = (...fields: readonly (readonly [string, Scalar])[]): Evidence => ({
  event: '3.1.0',
  time: 0,
  source: 'desks',
  matched: fields.map(([field, value]) => ({ field, value, asked: '', ranges: [] })),
})
const nobody = new Map<string, { readonly names: readonly string[] }>()

test('what matched in all events of a finding is offered, once a field', () => {
  const found = [evidence(['Image', 'odd.exe'], ['Id', 7]), evidence(['Image', 'odd.exe'], ['Id', 8])]
  expect(offeredBy({ evidence: found }, nobody)).toEqual([{ field: 'Image', value: 'odd.exe' }])
})

test('what is no value of an event is shown with its reason', () => {
  const found = [evidence(['User', '~abcd-efgh'], ['Line', '…and so on'], ['', 'word'], ['None', null])]
  expect(offeredBy({ evidence: found }, nobody).map(({ field, why }) => [field, why])).toEqual([
    ['User', 'veiled'],
    ['Line', 'cutShort'],
    ['', 'words'],
  ])
  const held = new Map([['~abcd-efgh', { names: ['m.rivoal'] }]])
  expect(offeredBy({ evidence: found }, held)[0]).toEqual({ field: 'User', value: 'm.rivoal' })
})

test('lines that are not filled in are left out', () => {
  expect(
    pairsOf([
      { field: ' Image ', value: 'a' },
      { field: '', value: 'b' },
      { field: 'Id', value: ' ' },
    ]),
  ).toEqual({
    Image: 'a',
  })
})
