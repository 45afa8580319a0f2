import type { Decoded, Frame } from '@tocsin/event'
import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'
import { json } from './index.ts'

test('nested names are joined by dots, arrays of objects gather by member', () => {
  const { native } = decode({
    a: { b: { c: 1 } },
    list: [1, 'x', null],
    rows: [{ k: 1 }, { k: 2, l: 'z' }, 'alone'],
    none: {},
    empty: [],
  })
  expect(Object.fromEntries(native)).toEqual({
    'a.b.c': 1,
    list: [1, 'x', null],
    rows: ['alone'],
    'rows.k': [1, 2],
    'rows.l': ['z'],
    empty: [],
  })
})

test('an ECS event fills the row and names host, account, address', () => {
  const event = decode({
    '@timestamp': '2026-11-20T10:00:00.000Z',
    host: { name: 'srv-app-02' },
    user: { name: 'j.martin', domain: 'PORT-VALMONT' },
    source: { ip: '::ffff:198.51.100.7', port: 4000 },
    destination: { ip: '192.0.2.10', port: 443 },
    event: { outcome: 'failure', code: '12' },
    message: 'refused',
  })
  expect(event.time).toBe(Date.UTC(2026, 10, 20, 10))
  expect(event.ocsf).toMatchObject({
    'device.hostname': 'srv-app-02',
    'src_endpoint.ip': '198.51.100.7',
    'dst_endpoint.port': 443,
    status_id: 2,
    message: 'refused',
    'actor.user.name': 'j.martin',
  })
  expect(event.observables.map(({ value }) => value)).toEqual([
    'srv-app-02',
    'port-valmont\\j.martin',
    '198.51.100.7',
    '192.0.2.10',
  ])
  expect(event.logsources).toEqual([])
})

test.each([
  [{ timestamp: 1795168800 }, 1795168800000],
  [{ ts: 1795168800123 }, 1795168800123],
  [{ time: '1795168800123456' }, 1795168800123.456],
  [{ eventTime: '2026-11-20 10:00:00' }, 1795168800000],
  [{ timestamp: 'soon', date: '2026-11-20T11:00:00+01:00' }, 1795168800000],
  [{ a: 1 }, undefined],
])('%j has its time', (object, time) => {
  expect(decode(object).time).toBe(time)
})

test('a logsource is stated, or obvious, or none', () => {
  expect(decode({ logsource: { product: 'Guichet', category: 'webserver' } }).logsources).toEqual([
    { product: 'guichet', category: 'webserver' },
  ])
  expect(decode({ logsource: { product: 'no spaces' } }).logsources).toEqual([])
  expect(
    decode({ eventVersion: '1.08', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }).logsources,
  ).toEqual([{ product: 'aws', service: 'cloudtrail' }])
})

test('a starting process of ECS has the names that process rules read', () => {
  const event = decode({
    event: { category: ['process'], type: ['start'] },
    host: { os: { type: 'linux' } },
    process: { executable: '/bin/sh', command_line: 'sh -c id', parent: { executable: '/usr/sbin/nginx' } },
  })
  expect(event.logsources).toEqual([{ product: 'linux', category: 'process_creation' }])
  expect(Object.fromEntries(event.derived)).toEqual({
    Image: '/bin/sh',
    CommandLine: 'sh -c id',
    ParentImage: '/usr/sbin/nginx',
  })
})

function decode(object: object): Decoded {
  const payload = new TextEncoder().encode(JSON.stringify(object))
  const decoded = json.decode({ payload, received: 0 } as unknown as Frame)
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(JSON.stringify(decoded))
  return event
}

test('the line that Fluent Bit and Docker call log is the message', () => {
  expect(decodeOne('json', '{"log":"fluent line 3","stream":"stdout"}').ocsf['message']).toBe('fluent line 3')
})
