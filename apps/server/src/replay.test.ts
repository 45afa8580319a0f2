import { expect, test } from 'vitest'
import { refusedOf } from './replay.ts'

test("a replay's refusals are those of its own source and lane, whatever else was refused for the same reason", () => {
  const row = { stage: 'decode', samples: [] } as const
  const refusals = [
    { ...row, lane: 1, source: 'zeek', reason: 'not-json', count: 70 },
    { ...row, lane: 1, source: 'json', reason: 'not-json', count: 3 },
    { ...row, lane: 0, source: 'json', reason: 'not-json', count: 9 },
    { ...row, lane: 1, source: 'json', reason: 'too-deep', count: 1 },
  ]
  expect(refusedOf(refusals, 'json')).toEqual([
    ['not-json', 3],
    ['too-deep', 1],
  ])
})
