import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeAll, decodeOne, decoderOf, placeOf } from '../decode.fixture.ts'

const rows = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'zeek.log'), 'utf8')
  .trimEnd()
  .split('\n')
const [conn = '', , dns = '', http = '', ssl = ''] = rows

test('a row is told by its width and the types of its columns', () => {
  expect(rows.map((row) => decodeOne('zeek', row).logsources[0]?.service)).toEqual([
    'conn',
    'conn',
    'dns',
    'http',
    'ssl',
  ])
  expect(Object.fromEntries(decodeOne('zeek', dns).native)).toMatchObject({
    query: 'a1b2c3.tunnel.example',
    answers: ['TXT 3 a,b', 'x'],
    rejected: false,
  })
  expect(Object.fromEntries(decodeOne('zeek', ssl).native)).toMatchObject({
    server_name: 'c2.example',
    established: true,
  })
  expect(decodeOne('zeek', http).derived.get('c-uri-extension')).toBe('exe')
  expect(decodeOne('zeek', conn).time).toBe(1795168800123.456)
})

test('places', () => {
  expect(placeOf('zeek', conn, 'id.resp_h')).toBe('203.0.113.66')
  expect(placeOf('zeek', conn, 'destination.ip')).toBe('203.0.113.66')
})

test('lines of a header give no event', () => {
  expect(decodeAll('zeek', '#fields\tts\tuid')).toEqual([])
})

test.each([
  ['a column more than any', `${conn}\t-\t-`],
  ['a text where a count stands', conn.replace('\t900\t', '\tmany\t')],
  ['a host where an address stands', conn.replace('192.0.2.44', 'host-44')],
  ['another protocol', conn.replace('\ttcp\t', '\tsctp7\t')],
  ['two columns', '1\t2'],
])('%s is refused rather than guessed', (_, row) => {
  const decoded = decoderOf('zeek').decode({ payload: new TextEncoder().encode(row) } as never)
  expect(decoded).toEqual({ ok: false, error: { reason: 'unknown-shape', offset: 0 } })
})
