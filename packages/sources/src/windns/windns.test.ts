import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'windns.log': [
    { action: 'query', query: 'www.example', src_ip: '192.0.2.44', record_type: 'A', direction: 'Rcv' },
    { action: 'reply', rcode: 'NOERROR', response: 'R' },
    { action: 'reply', rcode: 'NXDOMAIN', query: 'a1b2c3d4e5f6.tunnel.example', record_type: 'TXT' },
    { action: 'log-header' },
    { action: 'log-header' },
    { action: 'log-header' },
    { action: 'log-header' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('rules for DNS hear it', () => {
  const { logsources, ocsf } = decodeOne('windns', linesOf('windns.log')[0] ?? '')
  expect(logsources).toContainEqual({ category: 'dns' })
  expect(ocsf).toMatchObject({ class_uid: 4003, activity_id: 1, 'query.hostname': 'www.example' })
})

test.each([
  ['11/20/2026 1:00:00 PM', Date.UTC(2026, 10, 20, 13)],
  ['1/2/2026 12:00:00 AM', Date.UTC(2026, 0, 2)],
  ['20/11/2026 10:00:01', Date.UTC(2026, 10, 20, 10, 0, 1)],
  ['01/02/2026 10:00:01', Date.UTC(2026, 1, 1, 10, 0, 1)],
  ['20.11.2026 10:00:01', Date.UTC(2026, 10, 20, 10, 0, 1)],
  ['2026-11-20 10:00:01', Date.UTC(2026, 10, 20, 10, 0, 1)],
  ['20/11/2026 1:00:01 PM', Date.UTC(2026, 10, 20, 13, 0, 1)],
  ['31/02/2026 10:00:01', undefined],
])('%s is a time of the server’s own zone', (written, time) => {
  const line = (linesOf('windns.log')[0] ?? '').replace('11/20/2026 10:00:00 AM', written)
  const event = decodeOne('windns', line)
  expect([event.time, event.native.get('query') ?? event.derived.get('query')]).toEqual([time, 'www.example'])
  expect(event.local).toBe(time === undefined ? undefined : true)
})
