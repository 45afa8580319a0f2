import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchVitals } from './vitals.ts'

test('a loop that was held up says for how long', async () => {
  const vitals = watchVitals()
  await pause(60)
  const until = performance.now() + 150
  while (performance.now() < until);
  await pause(60)
  const { loop, busy, heap } = vitals()
  expect(loop.max).toBeGreaterThan(60)
  expect(loop.max).toBeGreaterThanOrEqual(loop.p50)
  expect(busy).toBeGreaterThan(0.1)
  expect(busy).toBeLessThanOrEqual(1)
  expect(heap).toBeGreaterThan(0)
})
