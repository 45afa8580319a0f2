import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

/** The built program, on rules and records of its own. */
const bin = fileURLToPath(new URL('../../bin/tocsin.mjs', import.meta.url))
const content = fileURLToPath(new URL('../../../../content/rules', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'rules-commands-'))
afterAll(() => rmSync(home, { recursive: true }))

function tocsin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', timeout: 60_000 })
  return { code: status, out: stdout, err: stderr, lines: stdout.split('\n').filter((line) => line !== '') }
}

function write(path: string, text: string): string {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), text)
  return join(home, path)
}

const rule = `title: Door forced
id: r-door
level: high
logsource: {product: doors}
detection:
  forced: {state|contains: forced}
  known: {door: test}
  condition: forced and not known
`
const tests = (state: string) => `rule: r-door
positive:
  - says: a forced door
    logsource: {product: doors}
    native: {state: ${state}}
`

describe('rules test', () => {
  test('passes for the rules to start with', () => {
    const { code, out, err } = tocsin('rules', 'test', content)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^\d+ passed\n$/)
  })

  test('ends with 3 where a test fails, and says where and why', () => {
    write('failing/door.yml', rule)
    write('failing/door.test.yml', tests('shut'))
    const { code, out } = tocsin('rules', 'test', join(home, 'failing'))
    expect(code).toBe(3)
    expect(out).toContain('failing/door.test.yml:3:5')
    expect(out).toContain('state contains forced')
    const [line] = tocsin('rules', 'test', join(home, 'failing'), '--json').lines
    expect(JSON.parse(line ?? '')).toMatchObject({ status: 'failed', rule: 'r-door', line: 3, kind: 'positive' })
  })

  test('ends with 0 where rules have no tests, and names them', () => {
    write('untested/door.yml', rule)
    const { code, out } = tocsin('rules', 'test', join(home, 'untested'))
    expect(code).toBe(0)
    expect(out).toContain('untested  untested/door.yml:1:1')
  })

  test('refuses a folder that is not there', () => {
    expect(tocsin('rules', 'test', join(home, 'nowhere')).code).toBe(2)
  })
})
