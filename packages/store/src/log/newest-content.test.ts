import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasContent, newestContent } from './newest-content.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'content-'))
  mkdirSync(join(dir, 'content'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function put(text: string, age: number, written = text): string {
  const digest = createHash('sha256').update(text).digest('hex')
  const path = join(dir, 'content', digest)
  writeFileSync(path, written)
  utimesSync(path, 1_700_000_000 - age, 1_700_000_000 - age)
  return digest
}

test('the newest one that is what it says it is', () => {
  const old = put('old', 200)
  const newer = put('newer', 100)
  const damaged = put('newest', 0, 'bitten')
  writeFileSync(join(dir, 'content', 'notes.txt'), 'no content')
  expect(newestContent(dir)?.digest).toBe(newer)
  expect([old, newer, damaged].map((digest) => hasContent(dir, digest))).toEqual([true, true, false])
})

test('where there is none there is nothing', () => {
  expect(newestContent(dir)).toBeUndefined()
  expect(newestContent(join(dir, 'nowhere'))).toBeUndefined()
  expect(hasContent(dir, '../../etc/passwd')).toBe(false)
})
