import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'kea.log': [
    {
      action: 'ack',
      src_ip: '192.0.2.44',
      src_mac: '02:00:00:00:00:02',
      client_id: '01:02:00:00:00:00:02',
      lease_seconds: 3600,
    },
    { action: 'offer', message_id: 'DHCP4_LEASE_OFFER', src_ip: '192.0.2.44' },
    { action: 'ack', src_ip: '2001:db8::44', duid: '00:01:00:01:2a:02:00:00:00:00:02' },
    { action: 'exhausted', outcome: 'failure', src_mac: '02:00:00:00:00:09' },
  ],
  'windhcp.log': [
    { action: 'ack', src_ip: '192.0.2.44', src_host: 'poste-44.port-valmont.example', src_mac: '02:00:00:00:00:02' },
    { action: 'release', ID: '12' },
    { action: 'exhausted', outcome: 'failure' },
    { action: 'log-header', header: 'Microsoft DHCP Service Activity Log' },
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

test('Windows writes month, day and year, in the zone of the server', () => {
  const { time, local } = decodeOne('windhcp', linesOf('windhcp.log')[0] ?? '')
  expect([time, local]).toEqual([Date.UTC(2026, 10, 20, 10), true])
  expect(decodeOne('windhcp', '10,20/11/26,10:00:00,Assign,192.0.2.44,,020000000002,').time).toBeUndefined()
})
