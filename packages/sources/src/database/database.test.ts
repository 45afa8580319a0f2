import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { decodeOne, placeOf } from '../decode.fixture.ts'
import { fieldsOf } from './csv.ts'

const csv = (message: string) =>
  `2026-11-20 10:00:00.123 UTC,"app","city",812,"198.51.100.7:40000",67.3,3,"SELECT",2026-11-20 09:59:00 UTC,4/1,0,LOG,00000,"${message}",,,,,,,,,"psql","client backend",,0`

describe('postgresql', () => {
  test('csvlog with pgaudit inside, quotes doubled twice', () => {
    const { native, time, ocsf } = decodeOne(
      'postgresql',
      csv('AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.citizens,""select """"name"""", street from citizens"",<none>'),
    )
    expect(Object.fromEntries(native)).toMatchObject({
      user: 'app',
      database: 'city',
      src_ip: '198.51.100.7',
      src_port: 40000,
      audit_class: 'READ',
      object_name: 'public.citizens',
      statement: 'select "name", street from citizens',
    })
    expect(time).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123))
    expect(ocsf['process.cmd_line']).toBe('select "name", street from citizens')
  })

  test.each([
    [csv('password authentication failed for user ""root""'), { outcome: 'failure', action: 'login' }],
    [
      '2026-11-20 10:00:02.000 UTC [814] app@city LOG:  statement: drop table permits',
      { user: 'app', database: 'city', statement: 'drop table permits' },
    ],
    ['2026-11-20 10:00:03 GMT [815] FATAL:  role "x" does not exist', { outcome: 'failure', invalid_user: true }],
    ['[3-1] LOG:  execute <unnamed>: select 1', { statement: 'select 1' }],
    [
      'LOG:  AUDIT: OBJECT,2,1,WRITE,UPDATE,TABLE,public.permits,update permits,<not logged>',
      { audit_type: 'OBJECT', object_name: 'public.permits' },
    ],
  ])('%s', (line, fields) => {
    const { native, logsources } = decodeOne('postgresql', line)
    expect(Object.fromEntries(native)).toMatchObject(fields)
    expect(logsources).toContainEqual({ category: 'database' })
  })

  test('places', () => {
    const line = '2026-11-20 10:00:02.000 UTC [814] app@city LOG:  statement: drop table é'
    expect(['user', 'database', 'error_severity', 'command'].map((name) => placeOf('postgresql', line, name))).toEqual([
      'app',
      'city',
      'LOG',
      'drop table é',
    ])
    expect(placeOf('postgresql', csv('statement: select 1'), 'src_ip')).toBe('198.51.100.7')
  })
})

describe('mariadb', () => {
  test.each([
    [
      "20261120 10:00:00,db-02,app,198.51.100.7,42,812,QUERY,city,'select \\'a, b\\'',0",
      { statement: "select \\'a, b\\'", database: 'city' },
      'success',
      'statement',
    ],
    ['20261120 10:00:01,db-02,root,198.51.100.7,43,0,FAILED_CONNECT,,,1045', { retcode: '1045' }, 'failure', 'login'],
    [
      "db-02,root,localhost,45,900,QUERY_DDL,,'drop database city',0",
      { statement: 'drop database city' },
      'success',
      'statement',
    ],
    ['db-02,root,localhost,45,0,DISCONNECT,,,0', { user: 'root' }, 'success', 'logout'],
  ])('%s', (line, fields, outcome, action) => {
    const { native, derived } = decodeOne('mariadb', line)
    expect(Object.fromEntries(native)).toMatchObject(fields)
    expect([derived.get('outcome'), derived.get('action')]).toEqual([outcome, action])
  })
})

test.prop([
  fc.array(
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\r', '')),
    { minLength: 1, maxLength: 6 },
  ),
])('what is written as CSV is read again', (values) => {
  const line = values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
  expect(fieldsOf(line, 0, 10).map(({ value }) => value)).toEqual(values)
})
