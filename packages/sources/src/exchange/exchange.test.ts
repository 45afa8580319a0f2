import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'exchange.log': [
    {
      action: 'receive',
      from: 'compta@mail.example',
      to: 'j.martin@port-valmont.example',
      src_ip: '198.51.100.7',
      subject: 'Facture n° 12',
    },
    { action: 'deliver', subject: 'Facture, n° 12', 'network-message-id': '3f0e1c5a-0001-4000-8000-08d000000001' },
    { action: 'fail', outcome: 'failure', to: 'dest@example.org', from: 'a.petit@port-valmont.example' },
    { action: 'dsn', to: 'a.petit@port-valmont.example' },
    { action: 'log-header' },
    { action: 'log-header', header: '#Software: Microsoft Exchange Server' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('its time is UTC', () => {
  expect(decodeOne('exchange', linesOf('exchange.log')[0] ?? '').time).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123))
})

test('a notification is neither a success nor a failure, and the head of a file is no mail', () => {
  const [, , , notice = '', head = ''] = linesOf('exchange.log')
  expect(decodeOne('exchange', notice).derived.has('outcome')).toBe(false)
  expect(decodeOne('exchange', head).logsources).toEqual([{ product: 'exchange' }])
  expect(decodeOne('exchange', '# nothing of it').derived.get('tocsin.read_as')).toBe('syslog')
})
