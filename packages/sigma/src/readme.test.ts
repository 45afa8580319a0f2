import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as sigma from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

test('the README has examples', () => {
  expect(examples).toHaveLength(6)
})

test.each(examples)('the example of the README prints what it says: %#', (example) => {
  const printed: string[] = []
  const body = example.replace(/^import .*$/gm, '').replace(/^\/\/ .*$/gm, '')
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  const run = new Function(
    'sigma',
    'console',
    `const { compile, loadRules, mapFields, objectFields, readPipeline, readRuleCache, writeRuleCache } = sigma\n${outputText}`,
  )
  run(sigma, { log: (said: unknown) => printed.push(typeof said === 'string' ? said : inspect(said)) })
  const promised = [...example.matchAll(/^\/\/ (.*)$/gm)].map((match) => match[1])
  expect(printed).toEqual(promised)
})

/** A list of texts as Node prints it. */
function inspect(said: unknown): string {
  return Array.isArray(said)
    ? `[ ${said.map((one) => `'${String(one).replaceAll('\\', '\\\\')}'`).join(', ')} ]`
    : String(said)
}
