import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { looksLike } from './looks-like.ts'

const received = Date.UTC(2026, 10, 20, 12) * 1000
const look = (text: string) => looksLike(new TextEncoder().encode(text), received)
const folder = join(import.meta.dirname, '..', '..', 'fixtures')
/** Whose lines come from several programs, as in a file of /var/log. */
const general = new Set(['tocsin'])

describe('the lines of a format look like it', () => {
  test.each(readdirSync(folder))('%s', (file) => {
    const id = file.slice(0, file.indexOf('.'))
    if (general.has(id)) return
    const found = look(readFileSync(join(folder, file), 'utf8'))
    expect(found.kind).toBe('text')
    expect(found.likely[0]?.decoder).toBe(id)
  })
})

test.each([
  ['CEF in syslog', '<134>Nov 20 10:00:00 fw CEF:0|A|B|1|2|n|6|src=192.0.2.1', 'cef'],
  ['Beats', '{"@timestamp":"2026-11-20T10:00:00Z","agent":{"type":"filebeat"},"message":"x"}', 'beats'],
  ['HEC', '{"time":1795168800,"host":"a","event":"x y"}', 'hec'],
  ['OTLP', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}', 'otlp'],
  ['a JSON document over lines', '{\n "Channel": "Security",\n "EventID": 4624\n}\n', 'windows'],
  ['octet counts', '27 <34>1 - h sshd 1 - - a b c d', 'syslog'],
  ['JSON of nobody', '{"a":1}\n{"a":2}', 'json'],
])('%s', (_, text, decoder) => {
  expect(look(text).likely[0]?.decoder).toBe(decoder)
})

test('prose looks like nothing', () => {
  expect(look('Dear all,\nthe meeting is at ten.\n').likely).toEqual([])
})

test.each([
  ['gzip', [0x1f, 0x8b, 8, 0]],
  ['tls', [0x16, 3, 1, 2, 0, 1]],
  ['utf-16', [0xff, 0xfe, 0x3c, 0]],
  ['utf-16', [0x3c, 0, 0x45, 0, 0x76, 0]],
  ['binary', [0, 1, 2, 3, 200, 4, 5, 6]],
  ['empty', []],
])('bytes that are no text are named: %s', (kind, bytes) => {
  expect(looksLike(Uint8Array.from(bytes), received)).toEqual({ kind, records: 0, likely: [] })
})

test('the first record is shown as it would be read', () => {
  const [best] = look('CEF:0|Acme|Gate|1|2|Denied|6|src=192.0.2.1').likely
  expect(best?.first).toContainEqual(['src', '192.0.2.1'])
})

test.prop([fc.uint8Array({ maxLength: 3000 })], { numRuns: 30 })('any bytes get an answer within bounds', (bytes) => {
  const { records, likely } = looksLike(bytes, received)
  expect(records).toBeLessThanOrEqual(20)
  expect(likely.length).toBeLessThanOrEqual(5)
  for (const { confidence } of likely) expect(confidence).toBeLessThanOrEqual(1)
})
