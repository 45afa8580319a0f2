import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { exitCodes, exitWords } from './exit-codes.ts'

const guide = readFileSync(fileURLToPath(new URL('../../../docs/guide/commands.md', import.meta.url)), 'utf8')

test('the guide has one table of exit codes, and it says what the code says', () => {
  const rows = [...guide.matchAll(/^\| (\d) \| (.*) \|$/gm)].map(([, code, words]) => [Number(code), words])
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]
  expect(rows).toEqual(names.map((name) => [exitCodes[name], exitWords[name].en]))
})
