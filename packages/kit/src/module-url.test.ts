import { expect, test } from 'vitest'
import { builtModule } from './module-url.ts'

test('a thread starts from what was built, also when a test runs the source', () => {
  expect(builtModule('file:///home/src/tocsin/packages/stream/src/pool.ts', './worker.js').pathname).toBe(
    '/home/src/tocsin/packages/stream/dist/worker.js',
  )
  expect(builtModule('file:///srv/tocsin/packages/stream/dist/pool.js', './worker.js').pathname).toBe(
    '/srv/tocsin/packages/stream/dist/worker.js',
  )
})
