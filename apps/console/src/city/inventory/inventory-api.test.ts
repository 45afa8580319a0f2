import { expect, test } from 'vitest'
import { askedOf, chosenIn, chosenText } from './inventory-api.ts'

test('values of a facet stand in an address and come back, whatever is in them', () => {
  const values = ['csv:a, b.csv', '100%', '%2C', 'plain', '-']
  expect(chosenIn(chosenText(values))).toEqual(values)
  expect(chosenText([])).toBeUndefined()
})

test('what narrows the list is asked, what only shows it is not', () => {
  expect(askedOf({ q: 'x', kind: 'pump', sort: '-zone', columns: 'zone' })).toEqual({ q: 'x', kind: 'pump' })
})
