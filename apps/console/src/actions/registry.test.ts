import { expect, test } from 'vitest'
import { isIn, places } from '../shell/places.ts'
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

test('the rail holds six places at most', () => {
  expect(places.length).toBeLessThanOrEqual(6)
})

test('an incident lies in the queue, and every place in itself only', () => {
  expect(places.filter(({ to }) => isIn(to, '/incidents/INC-7')).map(({ place }) => place)).toEqual(['queue'])
  for (const { to } of places) expect(places.filter((other) => isIn(other.to, to))).toHaveLength(1)
})
