import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { readStatus } from './status.ts'

const body = (events: number) => ({
  ready: true,
  sources: [{ source: 'windows', frames: 10, events, refused: 2, bytes: 5, last: 7 }],
  refused: [{ lane: 0, source: 'windows', stage: 'decode', reason: 'not-json', count: 2, samples: [] }],
  behind: [
    { lane: 0, frames: 3 },
    { lane: 1, frames: 1 },
  ],
})

test('what the server does not say is not known, and never 0', () => {
  const status = readStatus({ ready: true }, undefined, 0)
  expect(status.received).toBeUndefined()
  expect(status.refused).toBeUndefined()
  expect(status.lost).toBeUndefined()
  expect(status.pace).toBeUndefined()
})

test('figures are summed over sources and lanes', () => {
  expect(readStatus(body(12), undefined, 0)).toMatchObject({ received: 10, events: 12, refused: 2, behind: 4 })
})

test('the pace comes from two readings', () => {
  const first = readStatus(body(1000), undefined, 10_000)
  expect(readStatus(body(7000), first, 12_000).pace).toBe(3000)
})

test('a server that started anew has no pace yet', () => {
  const first = readStatus(body(1000), undefined, 10_000)
  expect(readStatus(body(5), first, 12_000).pace).toBeUndefined()
})

test.prop([fc.jsonValue()])('any answer is read', (value) => {
  expect(() => readStatus(value, undefined, 0)).not.toThrow()
})
