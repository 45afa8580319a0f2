import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'oracle.log': [
    { action: 'login', outcome: 'failure', user: 'SYSTEM', RETCODE: '1017' },
    { action: 'login', outcome: 'success', user: '/', PRIVILEGE: 'SYSDBA', CLIENT_USER: 'oracle' },
    { action: 'statement', outcome: 'success', OBJNAME: 'ADDRESS', database: 'CITIZENS' },
    { action: 'grant', outcome: 'success', user: 'SYSTEM' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})
