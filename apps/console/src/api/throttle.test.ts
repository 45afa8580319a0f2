import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { atMostEvery } from './throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('it runs at once, then once a gap while it is asked, and the last request is never lost', () => {
  const run = vi.fn()
  const { ask } = atMostEvery(1000, run)
  for (let i = 0; i < 50; i++) ask()
  expect(run).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1000)
  expect(run).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(10_000)
  expect(run).toHaveBeenCalledTimes(2)
  ask()
  expect(run).toHaveBeenCalledTimes(3)
})

test('after it is stopped nothing runs', () => {
  const run = vi.fn()
  const { ask, stop } = atMostEvery(1000, run)
  ask()
  ask()
  stop()
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledTimes(1)
})
