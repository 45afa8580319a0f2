import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'windns.log': [
    { action: 'query', query: 'www.example', src_ip: '192.0.2.44', record_type: 'A', direction: 'Rcv' },
    { action: 'reply', rcode: 'NOERROR', response: 'R' },
    { action: 'reply', rcode: 'NXDOMAIN', query: 'a1b2c3d4e5f6.tunnel.example', record_type: 'TXT' },
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
