import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import {
  applyDiff,
  cityOf,
  diff,
  emptyCity,
  formatCity,
  isEmptyDiff,
  merge,
  type Records,
  recordsOf,
  reverse,
} from './index.ts'
import { records } from './records.fixture.ts'
import { asset, make, said, town } from './town.fixture.ts'

const cities = records.map((records) => cityOf(records as Records))
/** What the city says, without its version and moment. */
const says = (city: ReturnType<typeof emptyCity>) => formatCity({ ...city, version: 0, time: 0 })

test.prop([cities, cities, cities], { numRuns: 50 })(
  'merging is associative, commutative and idempotent',
  (a, b, c) => {
    const join = (x: typeof a, y: typeof a) => merge(x, recordsOf(y))
    expect(says(join(join(a, b), c))).toBe(says(join(a, join(b, c))))
    expect(says(join(a, b))).toBe(says(join(b, a)))
    const once = join(a, b)
    expect(merge(once, recordsOf(b))).toBe(once)
  },
)

test.prop([cities, cities], { numRuns: 50 })(
  'a diff leads from one city to the other, and its reverse back',
  (a, b) => {
    const difference = diff(a, b)
    const there = applyDiff(a, difference)
    expect(there.ok && says(there.value)).toBe(says(b))
    const back = applyDiff(b, reverse(difference))
    expect(back.ok && says(back.value)).toBe(says(a))
    expect(reverse(reverse(difference))).toEqual(difference)
    expect(isEmptyDiff(difference)).toBe(says(a) === says(b))
  },
)

test('a city never changes: a merge gives the next version and leaves the one before as it was', () => {
  const before = town({ assets: [asset('a', { name: 'Old' })] })
  const text = formatCity(before)
  const after = merge(before, { assets: [asset('a', { vendor: 'Example' }), asset('b')] }, 3000)
  expect(formatCity(before)).toBe(text)
  expect([after.version, after.time, after.assets.size]).toEqual([before.version + 1, 3000, 2])
  expect(after.services).toBe(before.services)
})

test('a diff made against another version is refused whole, with each record that moved', () => {
  const base = town({ assets: [asset('a', { name: 'A' }), asset('b')] })
  const wanted = diff(
    base,
    merge(base, { assets: [asset('c'), make('assets', 'a', { name: 'Mine' }, { ...said, time: 1500 })] }),
  )
  const moved = merge(base, {
    assets: [asset('c', { name: 'Theirs' }), make('assets', 'a', { name: 'Theirs' }, { ...said, time: 1400 })],
  })
  const applied = applyDiff(moved, wanted)
  expect(applied.ok ? [] : applied.error.map(({ at, reason }) => `${at}: ${reason}`)).toEqual([
    '/assets/c: it is there already',
    '/assets/a: it was changed since',
  ])
})

test.prop([fc.nat(50)])('an empty city says nothing at any time', (time) => {
  expect(isEmptyDiff(diff(emptyCity(time), emptyCity(0)))).toBe(true)
})
