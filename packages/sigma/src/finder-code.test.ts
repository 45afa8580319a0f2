import { expect, test } from 'vitest'
import { compiledFinder } from '../assembly/build.mjs'
import { finderCode } from './finder-code.ts'

test('the finder that is kept is what assembly/finder.ts compiles to', async () => {
  expect(await compiledFinder()).toBe(finderCode)
})
