import { expect, test } from 'vitest'
import { rememberRepeats } from './repeats.ts'
import { draftOf, framesIn, inScratch, scratchLog } from './scratch-log.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the same bytes of the same source are known again, others are not', () => {
  const repeats = rememberRepeats()
  expect(repeats.seen(1, bytes('a'))).toBe(false)
  expect(repeats.seen(1, bytes('a'))).toBe(true)
  expect(repeats.seen(2, bytes('a'))).toBe(false)
  expect(repeats.seen(1, bytes('b'))).toBe(false)
})

test('memory is bounded, and the newest stay', () => {
  const repeats = rememberRepeats(100)
  for (let i = 0; i < 1000; i++) repeats.seen(1, bytes(`frame ${i}`))
  expect(repeats.seen(1, bytes('frame 999'))).toBe(true)
  expect(repeats.seen(1, bytes('frame 960'))).toBe(true)
  expect(repeats.seen(1, bytes('frame 1'))).toBe(false)
})

test('a frame that comes again is kept, and marked in the log', () =>
  inScratch(async (dir) => {
    const log = scratchLog(dir, {})
    await log.append([draftOf('one'), draftOf('two'), draftOf('one')])
    await log.append([draftOf('two')])
    await log.close()
    expect(framesIn(dir).map(({ repeated }) => repeated)).toEqual([false, false, true, true])
  }))
