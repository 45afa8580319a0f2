import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'gitlab.ndjson': [
    { action: 'visibility', user: 'A. Petit', src_ip: '192.0.2.44', target: 'voirie/feux' },
    { action: 'login', outcome: 'failure', user: 'root', src_ip: '198.51.100.7' },
    { user: 'a.petit', 'c-uri': '/users/sign_in', 'sc-status': 302 },
    { user: 'bot', 'cs-method': 'GET' },
    { action: 'throttled', outcome: 'failure', src_ip: '198.51.100.7' },
    { action: 'repository_git_operation', user: 'A. Petit', src_ip: '192.0.2.44', target: 'feux' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('its records are met among other JSON', () => {
  const { logsources } = decodeOne('json', linesOf('gitlab.ndjson')[0] ?? '')
  expect(logsources).toEqual([{ product: 'gitlab', service: 'audit' }])
})
