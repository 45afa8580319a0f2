import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Confidence, confidences, joinOne, members, type Statement, shown } from './statement.ts'

const say = (
  value: string,
  source: string,
  time: number,
  confidence: Confidence,
  until?: number,
): Statement<string> => ({
  value,
  source,
  time,
  confidence,
  ...(until === undefined ? {} : { until }),
})

describe('the shown value', () => {
  test("a person's word wins over what was seen later, until it ends", () => {
    const said = [say('north', 'operator:ann', 1, 'declared', 10), say('south', 'zeek', 5, 'observed')]
    expect(shown(said, 9)).toMatchObject({ value: 'north', conflicts: [{ value: 'south' }] })
    expect(shown(said, 10)).toMatchObject({ value: 'south', conflicts: [] })
  })

  test('what was seen goes before a register, and that before an assumption; then the newer before the older', () => {
    const said = [
      say('a', 'kinds', 9, 'assumed'),
      say('i', 'csv', 8, 'imported'),
      say('o', 'zeek', 1, 'observed'),
      say('o2', 'nmap', 2, 'observed'),
    ]
    expect(shown(said, 20)?.value).toBe('o2')
  })

  test('of one source only its newest statement counts: an ended exception does not bring back what it replaced', () => {
    const said = [say('old', 'operator:ann', 1, 'declared'), say('exception', 'operator:ann', 2, 'declared', 5)]
    expect(shown(said, 3)?.value).toBe('exception')
    expect(shown(said, 6)).toBeUndefined()
  })

  test('an assumption contradicts nobody, and equal values are no conflict', () => {
    const said = [say('x', 'csv', 1, 'imported'), say('y', 'kinds', 2, 'assumed'), say('x', 'zeek', 3, 'observed')]
    expect(shown(said, 5)).toMatchObject({ value: 'x', conflicts: [] })
  })

  test('nothing said is not known', () => {
    expect(shown(undefined, 0)).toBeUndefined()
    expect(shown([], 0)).toBeUndefined()
  })

  test('members of several sources add up, and each can be ended by its source', () => {
    const said = [
      say('a', 'csv', 1, 'imported'),
      say('b', 'zeek', 1, 'observed'),
      say('a', 'zeek', 2, 'observed'),
      say('b', 'zeek', 3, 'observed', 3),
    ]
    expect(members(said, 5).map(({ value, source }) => [value, source])).toEqual([['a', 'zeek']])
  })
})

const statement = fc.record(
  {
    value: fc.constantFrom('x', 'y', 'z'),
    source: fc.constantFrom('a', 'b', 'c'),
    time: fc.nat(9),
    confidence: fc.constantFrom(...confidences),
    until: fc.nat(20),
  },
  { requiredKeys: ['value', 'source', 'time', 'confidence'] },
)
const list = fc.array(statement, { maxLength: 12 })

test.prop([list, list, list])('joining is associative, commutative and idempotent', (a, b, c) => {
  const join = (x: readonly Statement<string>[], y: readonly Statement<string>[]) => joinOne([...x, ...y])
  expect(join(join(a, b), c)).toEqual(join(a, join(b, c)))
  expect(join(a, b)).toEqual(join(b, a))
  expect(join(a, join(a, b))).toEqual(join(a, b))
})

test.prop([list, fc.nat(25)])('what is shown depends on what was said, not on the order', (said, at) => {
  expect(shown([...said].reverse(), at)).toEqual(shown(said, at))
  expect(members([...said].reverse(), at)).toEqual(members(said, at))
})
