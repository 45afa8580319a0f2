import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { compareEventAt, eventId, parseEventId } from './event-at.ts'

const anyAt = fc.record({
  partition: fc.nat({ max: 31 }),
  offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }).filter((offset) => offset < 1e15),
  index: fc.nat({ max: 999_999 }),
})

test.prop([anyAt])('an id gives its event back', (at) => {
  expect(parseEventId(eventId(at))).toEqual(at)
})

test.prop([fc.string()])('any other text is no id', (text) => {
  const at = parseEventId(text)
  if (at !== undefined) expect(Number(text.split('.')[1])).toBe(at.offset)
})

test('events are ordered by partition, then offset, then index', () => {
  const ats = [
    { partition: 1, offset: 0, index: 0 },
    { partition: 0, offset: 2, index: 1 },
    { partition: 0, offset: 2, index: 0 },
  ]
  expect([...ats].sort(compareEventAt).map(eventId)).toEqual(['0.2.0', '0.2.1', '1.0.0'])
})
