import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countdown } from './countdown.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})
const timer = {
  set: (run: () => void, milliseconds: number) => Number(setTimeout(run, milliseconds)),
  clear: (id: number) => clearTimeout(id),
  now: () => Date.now(),
}

test('it is over after its time, and what was held does not count', () => {
  const over = vi.fn()
  const { hold, go } = countdown(10_000, over, timer)
  vi.advanceTimersByTime(6000)
  hold()
  vi.advanceTimersByTime(60_000)
  expect(over).not.toHaveBeenCalled()
  go()
  vi.advanceTimersByTime(3999)
  expect(over).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(over).toHaveBeenCalledTimes(1)
})

test('held twice is held once, and stopped is over for good', () => {
  const over = vi.fn()
  const one = countdown(1000, over, timer)
  one.hold()
  one.hold()
  one.go()
  one.stop()
  vi.advanceTimersByTime(5000)
  expect(over).not.toHaveBeenCalled()
})
