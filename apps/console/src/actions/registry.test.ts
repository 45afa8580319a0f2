import { expect, test } from 'vitest'
import { isIn, places, placesFor } from '../shell/places.ts'
import { en } from '../words/en.ts'
import { actions } from './registry.ts'

const bound = actions.flatMap(({ id, keys }) => (keys === undefined ? [] : [{ id, keys }]))

test('no two actions share their keys', () => {
  expect(new Set(bound.map(({ keys }) => keys)).size).toBe(bound.length)
})

test('no single key swallows the start of a sequence', () => {
  for (const { keys } of bound) {
    expect(bound.some((other) => other.keys.startsWith(`${keys} `))).toBe(false)
  }
})

test('every action has a name, and every name an action', () => {
  expect(actions.map(({ id }) => id).sort()).toEqual(Object.keys(en.action).sort())
})

test('a letter of the rail is the key that goes there', () => {
  for (const { place, letter } of places) {
    expect(actions.find(({ id }) => id === `go.${place}`)?.keys).toBe(`g ${letter.toLowerCase()}`)
  }
})

test('the rail holds six places at most, whoever looks: the sources give way to who has the settings', () => {
  const everything = placesFor(() => true)
  expect(everything.length).toBeLessThanOrEqual(6)
  expect(everything.filter(({ to }) => isIn(to, '/sources/add', everything)).map(({ place }) => place)).toEqual([
    'settings',
  ])
  const analyst = placesFor(
    (permission) => !/^(audit|people|settings|token|keeping|notification)|manage$/.test(permission),
  )
  expect(analyst.map(({ place }) => place)).toEqual(['queue', 'city', 'search', 'rules', 'sources'])
})

test('an incident lies in the queue, and every place in itself only', () => {
  expect(places.filter(({ to }) => isIn(to, '/incidents/INC-7', places)).map(({ place }) => place)).toEqual(['queue'])
  for (const { to } of places) expect(places.filter((other) => isIn(other.to, to, places))).toHaveLength(1)
})
