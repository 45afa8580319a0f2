import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from '@tocsin/query'
import { afterAll, expect, test } from 'vitest'
import { candidates } from './complete-search.ts'
import { joined, savedText } from './saved.ts'

const nobody = mkdtempSync(join(tmpdir(), 'nobody-'))
afterAll(() => rmSync(nobody, { recursive: true }))

test('a saved search is narrowed by what follows its name', () => {
  expect(joined('a OR b | count', 'host:x')).toBe('(a OR b) host:x | count')
  expect(joined('', '| count')).toBe('* | count')
  expect(joined('cmd:/a|b/', 'host:x')).toBe('cmd:/a|b/ host:x')
  expect(joined('around 3.1.0 5m', 'host:x')).toBe('around 3.1.0 5m host:x')
  for (const text of ['', 'a', 'a OR b | count by host']) {
    expect(parse(joined(text, 'host:x'))).toMatchObject({ ok: true })
  }
})

test('a name is asked of the server that runs; a text is itself', async () => {
  expect(await savedText(nobody, 'user:root')).toBe('user:root')
  await expect(savedText(nobody, '@night')).rejects.toMatchObject({ code: 'not-running' })
})

test('without a server the language itself says how a text goes on', async () => {
  const found = await candidates(nobody, 'ho')
  expect(found.map(({ text }) => text)).toContain('host:')
  expect((await candidates(nobody, 'a | co')).map(({ text }) => text)).toEqual(['a | count'])
})
