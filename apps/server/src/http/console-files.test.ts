import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { fileOf } from './console-files.ts'

test.each(['index.html', 'assets/main-B3x_9.js', 'favicon.svg'])('%s may be a file', (path) => {
  expect(fileOf(path)).toBe(path)
})

test.each([
  '../x',
  'a/../x',
  'a//x',
  '/etc/passwd',
  '.env',
  'a/.git/config',
  'a\\..\\x',
  'a\u0000b',
  'c:x',
  '',
  'a/./b',
])('%j is no file', (path) => {
  expect(fileOf(path)).toBeUndefined()
})

test.prop([fc.string({ maxLength: 60 })])('no path leaves the folder', (path) => {
  const file = fileOf(path)
  expect(file === undefined || !file.split('/').some((name) => name.startsWith('.') || name === '')).toBe(true)
})
