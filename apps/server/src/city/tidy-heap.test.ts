import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Heap, ownHeap, tidyHeap } from './tidy-heap.ts'

const mebibyte = 1024 * 1024

/** A heap that holds so much, of which so much is garbage. */
function heapOf(held: number) {
  const told = { collected: 0, often: 0, held: held * mebibyte, garbage: 0 }
  const heap: Heap = {
    used: () => told.held + told.garbage,
    collect: () => {
      told.collected++
      told.garbage = 0
    },
    collectOften: () => {
      told.often++
    },
  }
  return { heap, told }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what lies about is collected once it is more than a seventh of what is in use, and more than a little', () => {
  const { heap, told } = heapOf(2000)
  const stop = tidyHeap(heap)
  told.garbage = 250 * mebibyte
  vi.advanceTimersByTime(5000)
  expect(told.collected).toBe(0)
  told.garbage = 450 * mebibyte
  vi.advanceTimersByTime(5000)
  expect(told.collected).toBe(1)
  stop()
  told.garbage = 900 * mebibyte
  vi.advanceTimersByTime(5000)
  expect(told.collected).toBe(1)
})

test('a small heap is left to V8; a large one is collected often within long tasks too, which is said once', () => {
  const small = heapOf(40)
  const large = heapOf(600)
  const stops = [tidyHeap(small.heap), tidyHeap(large.heap)]
  small.told.garbage = 100 * mebibyte
  vi.advanceTimersByTime(5000)
  expect([small.told.collected, small.told.often]).toEqual([0, 0])
  expect(large.told.often).toBe(1)
  for (const stop of stops) stop()
})

test('what grew to be in use is no garbage: it is collected for once', () => {
  const { heap, told } = heapOf(100)
  const stop = tidyHeap(heap)
  told.held = 700 * mebibyte
  vi.advanceTimersByTime(10_000)
  expect(told.collected).toBe(1)
  stop()
})

test('the heap of a thread is really collected', () => {
  const heap = ownHeap()
  if (heap === undefined) throw new Error('V8 cannot be told to collect')
  const full = usedWithMuch(heap)
  heap.collect()
  expect(full - heap.used()).toBeGreaterThan(16 * mebibyte)
})

/** What is used while 32 MB are held, which nobody holds afterwards. */
function usedWithMuch(heap: Heap): number {
  const lists = Array.from({ length: 200 }, (_, n) => new Array(20_000).fill(n + 0.5))
  return heap.used() + (lists.length === 200 ? 0 : Number.NaN)
}
