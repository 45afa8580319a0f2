import { readFileSync } from 'node:fs'
import { canonicalJson } from '@tocsin/kit'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as city from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

test('the README has examples', () => {
  expect(examples).toHaveLength(3)
})

test.each(examples)('the example of the README prints what it says: %#', (example) => {
  const printed: string[] = []
  const names = Object.keys(city)
    .filter((name) => name !== 'city')
    .join(', ')
  const body = example.replace(/^import .*$/gm, '').replace(/^\/\/ .*$/gm, '')
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  const run = new Function('exported', 'console', `const { ${names} } = exported\n{${outputText}}`)
  run(city, { log: (said: unknown) => printed.push(typeof said === 'string' ? said : canonicalJson(said)) })
  expect(printed).toEqual([...example.matchAll(/^\/\/ (.*)$/gm)].map((match) => match[1]))
})
