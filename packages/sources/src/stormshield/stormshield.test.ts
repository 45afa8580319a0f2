import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'stormshield.log': [
    {
      src_ip: '198.51.100.7',
      dst_port: '22',
      action: 'block',
      outcome: 'failure',
      protocol: 'tcp',
      device_host: 'sns-01',
    },
    { event_code: '85', action: 'block', msg: 'SQL injection: suspicious statement' },
    { action: 'login', outcome: 'failure', user: 'a.petit', src_ip: '192.0.2.44' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('its wall clock is read with its zone', () => {
  const event = decodeOne('stormshield', linesOf('stormshield.log')[0] ?? '')
  expect(event.time).toBe(Date.UTC(2026, 10, 20, 9))
  expect(event.logsources).toEqual([{ product: 'stormshield', service: 'filter' }, { category: 'firewall' }])
})
