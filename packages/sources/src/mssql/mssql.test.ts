import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'mssql.log': [
    { error: 18456, error_severity: 14 },
    { action: 'login', outcome: 'failure', user: 'sa', src_ip: '198.51.100.7', component: 'Logon' },
    { action: 'login', outcome: 'success', user: 'VILLE\\a.petit', src_ip: '192.0.2.44' },
    { action: 'configured', option: 'xp_cmdshell', before: 0, after: 1 },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

const audit = [
  'audit_schema_version:1',
  'event_time:2026-11-20 10:00:00.1234567',
  'action_id:APRL',
  'succeeded:true',
  'session_server_principal_name:VILLE\\a.petit',
  'target_server_principal_name:maint',
  'client_ip:198.51.100.7',
  'statement:ALTER SERVER ROLE sysadmin',
  '  ADD MEMBER maint -- note:that',
  'additional_information:',
].join('\r\n')

test('the text of an audit record is read, its statement over lines', () => {
  const event = decodeOne('mssql', audit)
  expect(fieldsOf(event)).toMatchObject({
    action: 'role-member-added',
    outcome: 'success',
    user: 'VILLE\\a.petit',
    target_user: 'maint',
    src_ip: '198.51.100.7',
    statement: 'ALTER SERVER ROLE sysadmin\r\n  ADD MEMBER maint -- note:that',
  })
  expect(event.time).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123) + 0.457)
})

test('inside Windows’ event 33205 it is a database’s record as well', () => {
  const event = decodeOne(
    'windows',
    JSON.stringify({
      Channel: 'Application',
      EventID: 33205,
      SourceName: 'MSSQLSERVER',
      Hostname: 'db-01',
      Data: audit,
    }),
  )
  expect(fieldsOf(event)).toMatchObject({ action: 'role-member-added', statement: expect.stringContaining('sysadmin') })
  expect(event.logsources).toContainEqual({ category: 'database' })
  expect(event.logsources).toContainEqual({ product: 'windows', service: 'application' })
})

test('inside Windows’ event 18456 a refused sign-in is one', () => {
  const event = decodeOne(
    'windows',
    JSON.stringify({
      Channel: 'Application',
      EventID: 18456,
      SourceName: 'MSSQL$CITY',
      Hostname: 'db-01',
      Message: "Login failed for user 'sa'. Reason: Password did not match. [CLIENT: 198.51.100.7]",
    }),
  )
  expect(fieldsOf(event)).toMatchObject({ action: 'login', outcome: 'failure', user: 'sa', src_ip: '198.51.100.7' })
})
