import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'freeradius.log': [
    {
      action: 'login',
      outcome: 'success',
      user: 'j.martin',
      method: 'eap',
      client: 'ap-mairie',
      src_mac: '02-00-00-00-00-02',
    },
    { outcome: 'failure', user: 'a.petit', reason: 'mschap: MS-CHAP2-Response is incorrect' },
    { outcome: 'failure', user: 'host/pc-01.port-valmont.example', port: 50101 },
    { outcome: 'failure', user: 'nobody', invalid_user: true, src_ip: '198.51.100.7' },
    { action: 'unknown-client', src_ip: '198.51.100.7' },
  ],
  'hostapd.log': [
    { action: 'associated', src_mac: '02:00:00:00:00:02' },
    { action: 'login', outcome: 'success', method: 'PEAP' },
    { action: 'login', outcome: 'failure' },
    { outcome: 'failure', reason: 'psk-mismatch', src_mac: '02:00:00:00:00:04' },
    { action: 'logout', src_mac: '02:00:00:00:00:02' },
  ],
  'nps.log': [
    { action: 'request', user: 'j.martin', nas_ip: '192.0.2.10', src_mac: '02-00-00-00-00-02' },
    { action: 'login', outcome: 'failure', client: 'sw-03', reason: '16', 'NP-Policy-Name': 'Filaire' },
    { action: 'login', outcome: 'success', user: 'a.petit', device_host: 'NPS-01' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('what follows the slash of a name, at times a password, is no field', () => {
  const line = linesOf('freeradius.log')[3] ?? ''
  const { message, ...fields } = fieldsOf(decodeOne('freeradius', line))
  expect(message).toContain('secret')
  expect(Object.values(fields)).not.toContain('secret')
  expect(JSON.stringify(fields)).not.toContain('secret')
})

test('an event of Windows is none of NPS', () => {
  expect(decodeOne('nps', '<Event><System/></Event>').derived.get('tocsin.read_as')).toBe('syslog')
})
