import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame, LogSource } from '@tocsin/event'
import { compile, loadRules, ruleEar } from '@tocsin/sigma'
import { decoders, knownLogsources } from '@tocsin/sources'
import { tellingOf, testRules } from '@tocsin/watch'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const names = readdirSync(here).filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
const files = names.map((path) => ({ path, text: readFileSync(join(here, path), 'utf8') }))
const set = loadRules(files)
const engine = compile(set)

test('every rule loads, without a warning, and its sources exist', () => {
  expect(set.refused).toEqual([])
  expect([...set.rules, ...set.correlations].flatMap(({ warnings }) => warnings)).toEqual([])
  const stated: LogSource = { product: 'guichet', category: 'webserver' }
  expect(engine.asleep([...knownLogsources, stated])).toEqual([])
})

test('every rule that speaks of itself has a technique, its title and its first step in both languages, and tests', () => {
  for (const rule of [...set.rules, ...set.correlations]) {
    if (engine.silentAlone(rule) || rule.level === 'informational') continue
    const { title, advice, benign } = tellingOf(rule)
    expect([rule.title, title !== undefined, advice !== undefined, benign.length > 0]).toEqual([rule.title, true, true, true])
    expect(rule.tags.some((tag) => tag.startsWith('attack.'))).toBe(true)
    expect(tests.some(({ text }) => text.includes(rule.id))).toBe(true)
  }
})

const tests = readdirSync(here)
  .filter((name) => name.endsWith('.test.yml'))
  .map((path) => ({ path, text: readFileSync(join(here, path), 'utf8') }))

test.each(testRules(files, tests))('$file:$line $kind: $says', ({ status, reason, fix }) => {
  expect([status, reason, fix]).toEqual(['passed', undefined, undefined])
})

test.each([
  [
    'windows',
    'windows.ndjson',
    [
      'PowerShell Started With an Encoded Command',
      'Office Document Started a Command Interpreter',
      'Local Account Created',
      'Account Added to the Local Administrators',
      'Shadow Copies Deleted',
      'Windows Security Log Cleared',
    ],
  ],
  ['zeek', 'zeek.ndjson', ['TLS Server With a Self-Signed Certificate Outside', 'Modbus Write Command']],
  [
    'syslog',
    'sshd.log',
    ['SSH Passwords Guessed', 'SSH Password Guessed, Then Used', 'Password Hashes Read Through Sudo'],
  ],
  ['json', 'app.ndjson', ['Path Traversal Against a Web Application']],
])("the guide's %s file tells its story, and nothing else", (id, file, titles) => {
  const lines = readFileSync(join(here, '..', '..', '..', 'docs', 'guide', 'fixtures', file), 'utf8').trim().split('\n')
  const heard = ruleEar(engine)
  for (const line of lines) {
    const event = eventOf(id, line)
    heard.take(event, event.time ?? 0)
  }
  const said = [...heard.said].filter((rule) => !engine.silentAlone(rule)).map(({ title }) => title)
  expect(said.sort()).toEqual([...titles].sort())
})

function eventOf(id: string, line: string) {
  const decoder = decoders.find((one) => one.id === id)
  const frame = { payload: new TextEncoder().encode(line), received: Date.UTC(2026, 10, 20, 12) * 1000 }
  const decoded = decoder?.decode(frame as unknown as Frame)
  const event = decoded?.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(`${id} does not read ${line}`)
  return event
}
