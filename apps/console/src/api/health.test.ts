import { expect, test } from 'vitest'
import { firstAiling, readHealth } from './health.ts'

const sinks = [{ judged: 20, kept: 10 }]

test('a house that runs tells when each step last did something', () => {
  const health = readHealth({ ready: true, reasons: [], sinks, late: false }, 30)
  expect(health).toEqual({
    receiving: { state: 'well', last: 30 },
    judging: { state: 'well', last: 20 },
    storing: { state: 'well', last: 10 },
  })
  expect(firstAiling(health)).toBeUndefined()
})

test('the step that stopped or does not keep up is named', () => {
  const reasons = ['the stores do not take what is received']
  expect(firstAiling(readHealth({ ready: false, reasons, sinks }, 0))).toBe('storing')
  expect(readHealth({ ready: true, reasons: [], sinks, late: true }, 0).judging).toEqual({ state: 'late', last: 20 })
})

test('who sees a part of the house is told that it does not go on, and not when', () => {
  const health = readHealth({ ready: false, late: false }, 0)
  expect(health.storing).toEqual({ state: 'stopped' })
})
