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

describe('rules explain', () => {
  const events = write(
    'doors.ndjson',
    '{"logsource":{"product":"doors"},"state":"shut"}\n\n{"logsource":{"product":"doors"},"state":"so forced","door":"test"}\n',
  )
  write('doors/door.yml', rule)
  const args = ['rules', 'explain', '--rules', join(home, 'doors'), '--events', events, '--as', 'json']

  test('one record: what held, what did not, values and places', () => {
    const { code, out } = tocsin(...args, '--rule', 'r-door', '--line', '2')
    expect(code).toBe(0)
    expect(out.split('\n').slice(0, 5)).toEqual([
      'line 2: Door forced is silent',
      '  ✗ all of',
      '    ✓ state contains forced: "so forced" (at 3-9)',
      '    ✗ not',
      '      ✓ door is test: "test" (at 0-4)',
    ])
    const [line] = tocsin(...args, '--rule', 'r-door', '--line', '0', '--json').lines
    expect(JSON.parse(line ?? '')).toMatchObject({ line: 0, rule: 'r-door', routed: true, account: { holds: false } })
  })

  test('all records: what the rule waited for', () => {
    const [line] = tocsin(...args, '--rule', 'r-door', '--json').lines
    expect(JSON.parse(line ?? '')).toMatchObject({
      events: 2,
      routed: 2,
      tally: { held: 0, of: [{ held: 1 }, { kind: 'not', held: 1 }] },
    })
    expect(tocsin(...args, '--rule', 'r-door').out).toContain('       1  state contains forced')
  })

  test('says what is not there', () => {
    expect(tocsin(...args, '--rule', 'r-none')).toMatchObject({ code: 1, err: expect.stringContaining('r-none') })
    expect(tocsin(...args, '--rule', 'r-door', '--line', '1').code).toBe(1)
  })
})

describe('--pipeline', () => {
  write('fitted/door.yml', rule)
  const events = write('fitted.ndjson', '{"logsource":{"product":"doors"},"condition":"forced"}\n')
  const pipeline = write(
    'ours.yml',
    'transformations:\n  - type: field_name_mapping\n    mapping: {state: condition}\n',
  )
  const match = ['rules', 'match', '--rules', join(home, 'fitted'), '--events', events, '--as', 'json']

  test('fits rules to the fields of the records', () => {
    expect(tocsin(...match).lines).toEqual([])
    expect(tocsin(...match, '--pipeline', pipeline).lines).toEqual(['0  r-door'])
    expect(tocsin('rules', 'check', join(home, 'fitted'), '--pipeline', pipeline).code).toBe(0)
  })

  test('that cannot be followed is refused with its place', () => {
    const bad = write('bad.yml', 'transformations:\n  - type: nest\n')
    const { code, err } = tocsin(...match, '--pipeline', bad)
    expect(code).toBe(1)
    expect(err).toContain('bad.yml:2:')
  })
})

describe('rules bench', () => {
  test('measures against JSON.parse of the same lines, and names who costs and who speaks', () => {
    write('benched/door.yml', rule)
    const line = '{"logsource":{"product":"doors"},"state":"forced","door":"front"}\n'
    const events = write('bench.ndjson', line.repeat(300))
    const args = ['rules', 'bench', '--rules', join(home, 'benched'), '--events', events, '--as', 'json']
    const [told] = tocsin(...args, '--json').lines
    expect(JSON.parse(told ?? '')).toMatchObject({
      rules: 1,
      events: 300,
      hits: 300,
      fires: [{ rule: 'r-door', hits: 300 }],
      costs: [{ rule: 'r-door', candidacies: 300 }],
    })
    const { code, out } = tocsin(...args)
    expect(code).toBe(0)
    expect(out).toMatch(/JSON\.parse/)
  })
})

describe('rules that ask for the city', () => {
  const asking = `title: A screen reaches a pump
id: r-zones
level: high
logsource: {category: firewall}
detection:
  zones: {seen.source.zone: wifi, seen.target.asset: pump-1}
  condition: zones
`
  write('zones/screen.yml', asking)
  const events = write(
    'zones.ndjson',
    `${JSON.stringify({ logsource: { category: 'firewall' }, src_ip: '10.70.3.4', dst_ip: '10.20.0.7' })}\n`,
  )
  const said = (value: unknown) => [{ value, source: 'list', time: 1, confidence: 'declared' }]
  const city = write(
    'city.json',
    JSON.stringify({
      ...{ tocsinCity: 1, version: 1, time: 1 },
      zones: [{ id: 'wifi', said: { networks: said('10.70.0.0/16') } }],
      assets: [{ id: 'pump-1', said: { identifiers: said({ scheme: 'ip', value: '10.20.0.7' }) } }],
    }),
  )
  const args = (command: string) => [
    ...['rules', command, '--rules', join(home, 'zones'), '--events', events, '--as', 'json'],
    ...(command === 'explain' ? ['--rule', 'r-zones', '--line', '0'] : []),
  ]

  test('are silent without one and speak with it, and explain says why', () => {
    expect(tocsin(...args('match')).lines).toEqual([])
    expect(tocsin(...args('match'), '--city', city).lines).toEqual(['0  r-zones'])
    expect(tocsin(...args('explain'), '--city', city).out).toContain('speaks')
  })

  test('take a list of things too, and say where a file is no city', () => {
    const list = write('things.csv', 'name,address\npump-1,10.20.0.7\n')
    const { out } = tocsin(...args('explain'), '--city', list)
    expect(out).toMatch(/✓ seen\.target\.asset/)
    const { code, err } = tocsin(...args('match'), '--city', write('bad.json', '{"tocsinCity": 99}'))
    expect(code).not.toBe(0)
    expect(err).toContain('This is no city')
  })
})
