import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ruleCacheIn } from './rule-cache.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-made-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const bytes = new Uint8Array([1, 2, 3])

test('what was written is read again by the same engine, and by no other', () => {
  const folder = join(dir, 'made')
  const cache = ruleCacheIn(folder, 'one')
  expect(cache?.read('a')).toBeUndefined()
  cache?.write('a', bytes)
  expect([...(cache?.read('a') ?? [])]).toEqual([1, 2, 3])
  expect(ruleCacheIn(folder, 'two')?.read('a')).toBeUndefined()
})

test('files are the server’s own, and only the newest two stay', () => {
  const cache = ruleCacheIn(dir, 'one')
  for (const meaning of ['a', 'b', 'c']) cache?.write(meaning, bytes)
  const files = readdirSync(dir)
  expect(files).toHaveLength(2)
  for (const name of files) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
})

test('a folder that cannot be written costs nothing but the cache', () => {
  const file = join(dir, 'file')
  writeFileSync(file, '')
  const cache = ruleCacheIn(file, 'one')
  cache?.write('a', bytes)
  expect(cache?.read('a')).toBeUndefined()
})

test('the engine is named by its own code', () => {
  expect(ruleCacheIn(dir)?.version).toMatch(/^[0-9a-f]{64}$/)
})
