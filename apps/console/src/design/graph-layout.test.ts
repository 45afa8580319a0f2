import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { layoutOf } from './graph-layout.ts'

const edge = (from: string, to: string) => ({ from, to })

test('what hangs on something stands to its right, and beside what it hangs on', () => {
  const { places, columns, rows } = layoutOf(
    ['net', 'scada', 'pump', 'lamp', 'water'],
    [edge('net', 'lamp'), edge('scada', 'pump'), edge('pump', 'water')],
  )
  expect(places.map(({ id, column, row }) => `${id} ${column} ${row}`)).toEqual([
    'net 0 0',
    'scada 0 1',
    'pump 1 1',
    'lamp 1 0',
    'water 2 0',
  ])
  expect([columns, rows]).toEqual([3, 2])
})

test('a circle ends, and what is not there is passed over', () => {
  const { places } = layoutOf(['a', 'b'], [edge('a', 'b'), edge('b', 'a'), edge('a', 'a'), edge('x', 'b')])
  expect(new Set(places.map(({ column }) => column)).size).toBe(2)
  expect(layoutOf([], [])).toEqual({ places: [], columns: 0, rows: 0 })
})

const id = fc.integer({ min: 0, max: 30 }).map((n) => `n${n}`)
test.prop([fc.uniqueArray(id, { maxLength: 25 }), fc.array(fc.record({ from: id, to: id }), { maxLength: 60 })])(
  'every node has a place of its own within the picture',
  (ids, edges) => {
    const { places, columns, rows } = layoutOf(ids, edges)
    expect(places.map((place) => place.id)).toEqual(ids)
    expect(new Set(places.map(({ column, row }) => `${column} ${row}`)).size).toBe(ids.length)
    expect(places.every(({ column, row }) => column < columns && row < rows)).toBe(true)
  },
)

test('nodes with an order of their own stand in it, without empty columns; one without leaves it to the edges', () => {
  const edges = [{ from: 'field', to: 'world' }]
  const ranks = new Map([
    ['world', 0],
    ['office', 2],
    ['field', 5],
  ])
  expect(layoutOf(['field', 'office', 'world'], edges, ranks).places).toEqual([
    { id: 'field', column: 2, row: 0 },
    { id: 'office', column: 1, row: 0 },
    { id: 'world', column: 0, row: 0 },
  ])
  ranks.delete('office')
  expect(layoutOf(['field', 'office', 'world'], edges, ranks).columns).toBe(2)
})
