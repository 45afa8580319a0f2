import { expect, test } from 'vitest'
import { bytesText } from './bytes-text.ts'

test.each([
  [0, '0\u00a0B', '0\u00a0o'],
  [999, '999\u00a0B', '999\u00a0o'],
  [1841, '1.84\u00a0kB', '1,84\u00a0ko'],
  [97_793_294_336, '97.8\u00a0GB', '97,8\u00a0Go'],
  [5e18, '5,000,000\u00a0TB', '5\u202f000\u202f000\u00a0To'],
])('%d bytes read %s and %s', (bytes, en, fr) => {
  expect([bytesText(bytes, 'en'), bytesText(bytes, 'fr')]).toEqual([en, fr])
})
