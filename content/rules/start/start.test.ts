import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event, Frame, LogSource, Value } from '@tocsin/event'
import { type Correlation, compile, loadRules, mapFields, type Rule } from '@tocsin/sigma'
import { decoders, knownLogsources } from '@tocsin/sources'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const here = import.meta.dirname
const names = readdirSync(here).filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
const set = loadRules(names.map((path) => ({ path, text: readFileSync(join(here, path), 'utf8') })))
const engine = compile(set)

interface Step {
  readonly says?: string
  readonly logsource: LogSource
  readonly native: Readonly<Record<string, Value>>
  readonly repeat?: number
  readonly every?: string
  readonly after?: string
}
interface Case extends Step {
  readonly says: string
  readonly sequence?: readonly Step[]
}
interface Tests {
  readonly rule: string
  readonly positive: readonly Case[]
  readonly negative: readonly Case[]
}

test('every rule loads, without a warning, and its sources exist', () => {
  expect(set.refused).toEqual([])
  expect([...set.rules, ...set.correlations].flatMap(({ warnings }) => warnings)).toEqual([])
  const stated: LogSource = { product: 'guichet', category: 'webserver' }
  expect(engine.asleep([...knownLogsources, stated])).toEqual([])
})

describe.each(names)('%s', (name) => {
  const tests: Tests = parse(readFileSync(join(here, name.replace(/\.yml$/, '.test.yml')), 'utf8'))

  test('its tests are about it', () => {
    expect([...set.rules, ...set.correlations].find(({ path }) => path === name)?.id).toBe(tests.rule)
  })

  test.each(tests.positive)('speaks: $says', (one) => {
    expect(spoken(one.sequence ?? [one])).toContain(tests.rule)
  })

  test.each(tests.negative)('is silent: $says', (one) => {
    expect(spoken(one.sequence ?? [one])).not.toContain(tests.rule)
  })
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
  const heard = hear()
  for (const line of lines) {
    const event = eventOf(id, line)
    heard.take(event.logsources, event.native, event.derived, event.time ?? 0)
  }
  const said = [...heard.said].filter((rule) => !engine.silentAlone(rule)).map(({ title }) => title)
  expect(said.sort()).toEqual([...titles].sort())
})

function spoken(steps: readonly Step[]): string[] {
  const heard = hear()
  let time = Date.UTC(2026, 10, 20, 10)
  for (const step of steps) {
    time += millisecondsOf(step.after)
    for (let times = step.repeat ?? 1; times > 0; times--) {
      heard.take([step.logsource], new Map(Object.entries(step.native)), new Map(), time)
      if (times > 1) time += millisecondsOf(step.every)
    }
  }
  return [...heard.said].map(({ id }) => id)
}

/** The rules and correlations that speak, event after event. */
function hear() {
  const state = engine.correlations()
  const fields = mapFields(engine.slots)
  const said = new Set<Rule | Correlation>()
  let events = 0
  return {
    said,
    take(sources: readonly LogSource[], native: Event['native'], derived: Event['derived'], time: number) {
      fields.load(native, derived)
      const tag = `0.${events++}.0`
      engine.match(sources, fields, (rule) => {
        said.add(rule)
        for (const { input } of engine.inputs(rule, fields)) {
          for (const hit of state.take(input, time, tag)) said.add(hit.correlation)
        }
      })
    },
  }
}

function eventOf(id: string, line: string) {
  const decoder = decoders.find((one) => one.id === id)
  const frame = { payload: new TextEncoder().encode(line), received: Date.UTC(2026, 10, 20, 12) * 1000 }
  const decoded = decoder?.decode(frame as unknown as Frame)
  const event = decoded?.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(`${id} does not read ${line}`)
  return event
}

function millisecondsOf(text: string | undefined): number {
  const match = /^(\d+)([sm])$/.exec(text ?? '0s')
  return Number(match?.[1]) * (match?.[2] === 'm' ? 60_000 : 1000)
}
