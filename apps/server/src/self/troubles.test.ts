import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { type Reading, troubleBook } from './troubles.ts'

const says = { en: 'behind', fr: 'en retard' }
const reading = (value: number, about?: string): Reading => ({
  kind: 'lag',
  ...(about === undefined ? {} : { about }),
  value,
  limit: 60,
  well: 10,
  forMillis: 10_000,
  says,
})

it('a trouble begins once it has lasted, and says when it ended', () => {
  const book = troubleBook()
  expect(book.look([reading(90)], 0)).toEqual([])
  expect(book.look([reading(90)], 10_000)).toMatchObject([{ kind: 'lag', state: 'began', value: 90, since: 10_000 }])
  expect(book.look([reading(95)], 15_000)).toEqual([])
  expect(book.standing()).toMatchObject([{ kind: 'lag', value: 95, since: 10_000 }])
  expect(book.look([reading(2)], 20_000)).toEqual([])
  expect(book.look([reading(2)], 30_000)).toMatchObject([{ state: 'ended', since: 10_000 }])
  expect(book.standing()).toEqual([])
})

it('a value that touches the limit and comes back is none', () => {
  const book = troubleBook()
  for (let at = 0; at < 100; at++) expect(book.look([reading(at % 2 === 0 ? 90 : 30)], at * 5000)).toEqual([])
})

it('things of one kind are apart', () => {
  const book = troubleBook()
  book.look([reading(90, 'water'), reading(0, 'traffic')], 0)
  expect(book.look([reading(90, 'water'), reading(0, 'traffic')], 10_000)).toMatchObject([{ about: 'water' }])
})

test.prop([
  fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 20_000 })), { maxLength: 80 }),
])('whatever is read, beginnings and ends alternate, and nothing changes between the two limits', (looks) => {
  const book = troubleBook()
  let now = 0
  let last = 'ended'
  for (const [value, later] of looks) {
    now += later
    for (const change of book.look([reading(value)], now)) {
      expect(change.state).not.toBe(last)
      last = change.state
      expect(change.state === 'began' ? value >= 60 : value < 10).toBe(true)
    }
    expect(book.standing()).toHaveLength(last === 'began' ? 1 : 0)
  }
})
