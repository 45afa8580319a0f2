import { fc, test } from '@fast-check/vitest'
import type { Frame } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { tablesIn } from './bundled.ts'
import { readDefinition } from './definition.ts'
import { tableDecoder } from './table.ts'
import { mostTables, tablesOf } from './tables.ts'
import { readTimeFormat } from './time-format.ts'
import { tryDefinition } from './try.ts'

const received = Date.UTC(2026, 10, 20, 12) * 1000
const parking = `
id: parking-meter
title: Horodateurs
logsource: { product: parking, service: meter }
patterns:
  - name: payment
    match: '^(?P<at>\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d) meter (?P<meter>\\S+) paid (?P<amount>\\d+) from (?P<client>[\\d.]+)'
    integers: [amount]
    set: { action: payment, outcome: success }
  - match: 'door of (?P<meter>\\S+) opened by (?P<who>\\S+)'
    set: { action: opened }
    logsource: { category: physical }
map: { device_host: meter, src_ip: client, user: who }
time: { group: at, format: 'dd/MM/yyyy HH:mm:ss' }
tests:
  - line: '20/11/2026 10:00:00 meter M-12 paid 250 from 192.0.2.7'
    fields: { action: payment, amount: 250, src_ip: 192.0.2.7 }
  - line: 'nothing of ours'
    refused: true
`
const paid = '20/11/2026 10:00:00 meter M-12 paid 250 from 192.0.2.7'

function definitionOf(text: string) {
  const read = readDefinition('decoders/x.yml', text)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

function decode(text: string, line: string) {
  const decoded = tableDecoder(definitionOf(text)).decode({
    payload: new TextEncoder().encode(line),
    received,
  } as unknown as Frame)
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error('not read')
  return event
}

describe('a format that an operator wrote down', () => {
  test('gives its groups as fields, its words, its names and its time', () => {
    const { native, derived, logsources, time, local, ocsf, observables } = decode(parking, paid)
    expect(Object.fromEntries(native)).toMatchObject({
      ...{ at: '20/11/2026 10:00:00', meter: 'M-12', amount: 250, client: '192.0.2.7' },
      ...{ action: 'payment', outcome: 'success', message: paid },
    })
    expect(Object.fromEntries(derived)).toEqual({ device_host: 'M-12', src_ip: '192.0.2.7' })
    expect(logsources).toEqual([{ product: 'parking', service: 'meter' }])
    expect([time, local]).toEqual([Date.UTC(2026, 10, 20, 10), true])
    expect(ocsf).toMatchObject({ 'src_endpoint.ip': '192.0.2.7', 'metadata.product.name': 'Horodateurs', status_id: 1 })
    expect(observables).toEqual([
      { kind: 'host', value: 'm-12' },
      { kind: 'address', value: '192.0.2.7' },
    ])
  })

  test('reads the message of syslog as it reads a line alone', () => {
    const event = decode(parking, '<13>Nov 20 10:00:01 gw-01 meterd[7]: door of M-12 opened by a.petit')
    expect(event.native.get('action')).toBe('opened')
    expect(event.logsources).toContainEqual({ category: 'physical' })
    expect(event.ocsf['device.hostname']).toBe('M-12')
  })

  test('does not read what no pattern fits, and says so', () => {
    expect(decode(parking, 'nothing of ours').derived.get('tocsin.read_as')).toBe('syslog')
  })

  test('is tried on lines: fields with their bytes', () => {
    const { problems, lines } = tryDefinition('p.yml', parking, [`é ${paid.slice(3)}`, paid], received)
    expect(problems).toEqual([])
    expect(lines.map(({ read }) => read)).toEqual([false, true])
    expect(lines[1]?.fields).toContainEqual({ name: 'meter', value: 'M-12', derived: false, start: 26, end: 30 })
    expect(lines[1]?.fields).toContainEqual({ name: 'device_host', value: 'M-12', derived: true, start: 26, end: 30 })
  })

  test('whose own tests fail is told where and why', () => {
    const broken = parking.replace('amount: 250', 'amount: 251')
    expect(tryDefinition('p.yml', broken, [], received).problems).toEqual([
      {
        path: 'p.yml',
        line: 16,
        column: 5,
        reason: 'amount should be 251 and is 250',
        fix: 'Correct the pattern, or the test',
      },
    ])
  })
})

const least = (match: string, more = '') =>
  `id: x-1\nlogsource: { product: p }\npatterns:\n  - match: '${match}'\n${more}`

test.each([
  ['a broken pattern', least('(?P<a>['), 4, 19, /cannot be read/],
  ['look-around', least('(?P<a>x)(?=y)'), 4, 21, /cannot be read/],
  ['a back-reference', least('(?P<a>x)\\1'), 4, 21, /cannot be read/],
  ['no named group', least('x'), 4, 12, /names no group/],
  ['a large repetition', least('(?P<a>(x{200}y{200}z{200}w{200}v{200}){1})'), 4, 12, /too large|cannot be read/],
  ['a taken name', least('(?P<message>x)'), 4, 12, /taken/],
  ['many groups', least(`(?P<a>x)${'(y)'.repeat(40)}`), 4, 12, /more than 32 groups/],
  ['a long pattern', least(`(?P<a>${'x'.repeat(1100)})`), 4, 12, /longer than 1000/],
  ['no id', 'logsource: { product: p }\npatterns: [{ match: "(?P<a>x)" }]', 1, 1, /id is missing/],
  ['a wrong id', least('(?P<a>x)').replace('x-1', 'X 1'), 1, 5, /small letters/],
  ['no patterns', 'id: x-1\nlogsource: { product: p }', 1, 1, /no patterns/],
  ['no logsource', 'id: x-1\npatterns: [{ match: "(?P<a>x)" }]', 1, 1, /logsource/],
  ['Tocsin’s own logsource', least('(?P<a>x)').replace('product: p', 'product: tocsin'), 2, 23, /no plain word/],
  ['an unknown key', least('(?P<a>x)', 'patern: 1\n'), 5, 1, /patern is no key/],
  ['a group that is not there', least('(?P<a>x)', 'map: { user: b }\n'), 5, 14, /no pattern has a group b/],
  ['a time that cannot be', least('(?P<a>x)', 'time: { group: a, format: QQQQ }\n'), 5, 27, /QQQQ/],
  ['broken YAML', 'id: [', 1, 6, /YAML/],
  ['a list', '- a', 1, 1, /not a map/],
] as const)('%s is refused with its place and a remedy', (_, text, line, column, reason) => {
  const read = readDefinition('decoders/x.yml', text)
  const first = read.ok ? undefined : read.error[0]
  expect(first).toMatchObject({ path: 'decoders/x.yml', line, column, reason: expect.stringMatching(reason) })
  expect(first?.fix.length).toBeGreaterThan(3)
})

test('of many files those that are sound hold, and the others are named', () => {
  const { definitions, problems } = tablesOf([
    { path: 'decoders/b.yml', text: parking },
    { path: 'decoders/a.yml', text: 'id: [' },
    { path: 'decoders/c.yml', text: parking },
    { path: 'decoders/d.yml', text: parking.replace('parking-meter', 'suricata') },
    { path: 'decoders/e.yml', text: parking.replace('parking-meter', 'other').replace('amount: 250', 'amount: 1') },
  ])
  expect(definitions.map(({ id }) => id)).toEqual(['parking-meter'])
  expect(problems.map(({ path, reason }) => [path, reason])).toEqual([
    ['decoders/a.yml', expect.stringContaining('YAML')],
    ['decoders/c.yml', 'another file has the id parking-meter'],
    ['decoders/d.yml', 'suricata is the name of a format that Tocsin reads itself'],
    ['decoders/e.yml', 'amount should be 1 and is 250'],
  ])
})

test('there are at most so many formats', () => {
  const files = Array.from({ length: mostTables + 2 }, (_, at) => ({
    path: `${at}.yml`,
    text: least('(?P<a>x)').replace('x-1', `x-${at}`),
  }))
  expect(tablesOf(files).definitions).toHaveLength(mostTables)
})

test('a bundle of rules carries formats; what is no bundle carries none', () => {
  const bundle = { version: 1, files: [], decoders: [{ path: 'decoders/p.yml', text: parking }, { path: 7 }, null] }
  const bytes = new TextEncoder().encode(JSON.stringify(bundle))
  expect(tablesIn(bytes).decoders.map(({ id }) => id)).toEqual(['parking-meter'])
  expect(tablesIn(new Uint8Array([1, 2])).decoders).toEqual([])
  expect(tablesIn(new TextEncoder().encode('null')).decoders).toEqual([])
})

test.each([
  ['dd/MM/yyyy HH:mm:ss', '20/11/2026 10:00:00', Date.UTC(2026, 10, 20, 10), true],
  ['yyyy-MM-dd HH:mm:ss.SSS', '2026-11-20 10:00:00.250', Date.UTC(2026, 10, 20, 10, 0, 0, 250), true],
  ['MMM d yyyy hh:mm a', 'Nov 20 2026 12:05 AM', Date.UTC(2026, 10, 20, 0, 5), true],
  ['yyyyMMddTHHmmssX', '20261120T100000+0100', Date.UTC(2026, 10, 20, 9), false],
  ['iso', '2026-11-20T10:00:00+01:00', Date.UTC(2026, 10, 20, 9), false],
  ['iso', '2026-11-20 10:00:00', Date.UTC(2026, 10, 20, 10), true],
  ['epoch', '1795168800', 1_795_168_800_000, false],
  ['dd/MM/yy HH:mm', '30/02/26 10:00', undefined, true],
])('a time of the format %s is read: %s', (format, text, time, local) => {
  const read = readTimeFormat(format)
  const found = read.ok ? read.value(text) : undefined
  expect(found).toEqual(time === undefined ? undefined : { time, local })
})

test.prop([fc.string({ unit: 'binary', maxLength: 300 })], { numRuns: 60 })(
  'any text gives a format or problems with a place',
  (text) => {
    const read = readDefinition('x.yml', text)
    if (!read.ok) for (const { line, column } of read.error) expect(Math.min(line, column)).toBeGreaterThan(0)
  },
)

test.prop([fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('', paid, 'door of x opened by ')], {
  numRuns: 60,
})('any line is read within bounds, its fields at places of it', (noise, head) => {
  const [tried] = tryDefinition('x.yml', parking, [head + noise], received).lines
  for (const { start, end } of tried?.fields ?? []) {
    if (start === null || end === null) continue
    expect(start).toBeLessThanOrEqual(end)
    expect(end).toBeLessThanOrEqual(new TextEncoder().encode(head + noise).length)
  }
})

test('a line that lasts and a pattern that tries again and again take no longer than the line', () => {
  const hostile = least('^(?P<a>(x+x+)+y)')
  const [tried] = tryDefinition('x.yml', hostile, ['x'.repeat(100_000)], received).lines
  expect(tried?.read).toBe(false)
})

test.each([
  ["'a (?P<x>\\S+'", 15],
  ["'a (?P<x>[z-a])'", 22],
  ['a(?P<x>b)**', 21],
  ["'it''s (?P<x>b)\\1'", 12],
  ["'(?P<x>b)\\1'", 21],
])('a pattern that cannot be read is named at the place of its fault: %s', (match, column) => {
  const read = readDefinition('x.yml', `id: meter\nlogsource: { product: meter }\npatterns:\n  - match: ${match}\n`)
  expect(read.ok ? [] : read.error).toMatchObject([{ line: 4, column }])
})
