import type { Decoded, Frame } from '@tocsin/event'
import { expect, test } from 'vitest'
import { zeek } from './index.ts'

const underscored = {
  '@stream': 'conn',
  '@system': 'sonde-01',
  ts: 1795168800.25,
  uid: 'C1',
  id_orig_h: '192.0.2.10',
  id_orig_p: 5000,
  id_resp_h: '198.51.100.7',
  id_resp_p: 443,
  proto: 'tcp',
  service: 'ssl',
  orig_bytes: 10,
  resp_bytes: 20,
  conn_state: 'SF',
}
const dotted = {
  ts: '2026-11-20T10:00:00.250000Z',
  uid: 'C1',
  'id.orig_h': '192.0.2.10',
  'id.orig_p': 5000,
  'id.resp_h': '198.51.100.7',
  'id.resp_p': 443,
  proto: 'tcp',
  conn_state: 'SF',
}

test.each([
  ['underscores', underscored],
  ['dots', dotted],
])('a connection with %s is the same to rules', (_, record) => {
  const event = decode(record)
  const field = (name: string) => event.native.get(name) ?? event.derived.get(name)
  expect(field('id.orig_h')).toBe('192.0.2.10')
  expect(field('source.ip')).toBe('192.0.2.10')
  expect(field('destination.port')).toBe(443)
  expect(event.time).toBe(Date.UTC(2026, 10, 20, 10) + 250)
  expect(event.logsources).toEqual([
    { product: 'zeek', service: 'conn' },
    { category: 'network', service: 'connection' },
  ])
  expect(event.ocsf).toMatchObject({ class_uid: 4001, 'src_endpoint.ip': '192.0.2.10', 'dst_endpoint.port': 443 })
})

test('the originator is who it is about, the sensor only reports', () => {
  const event = decode(underscored)
  expect(event.observables).toEqual([
    { kind: 'address', value: '192.0.2.10' },
    { kind: 'address', value: '198.51.100.7' },
  ])
  expect(event.ocsf['device.hostname']).toBe('sonde-01')
})

test.each([
  [
    'dns',
    { ts: 1, trans_id: 4, query: 'x.example', qtype_name: 'A', rcode: 3, rejected: false, answers: ['192.0.2.1'] },
  ],
  ['http', { ts: 1, trans_depth: 1, method: 'GET', host: 'h', uri: '/a/b.php?x=1' }],
  ['ssl', { ts: 1, cipher: 'c', established: true }],
  ['x509', { ts: 1, id: 'F', certificate_serial: '01', certificate_version: 3 }],
  ['dce_rpc', { ts: 1, endpoint: 'svcctl', operation: 'CreateServiceW' }],
  ['modbus', { ts: 1, tid: 1, func: 'WRITE_SINGLE_COIL' }],
  ['loaded_scripts', { _path: 'loaded_scripts', name: '/x.zeek' }],
])('a %s record is recognised', (service, record) => {
  expect(decode(record).logsources[0]).toEqual({ product: 'zeek', service })
})

test('a record without ts has no time, and no time of ours', () => {
  expect(decode({ '@stream': 'loaded_scripts', name: 'x' }).time).toBeUndefined()
})

test('http fills the names of proxy rules', () => {
  const { derived, logsources } = decode({
    ts: 1,
    trans_depth: 1,
    method: 'GET',
    host: 'h',
    uri: '/a/b.php?x=1',
    user_agent: 'u',
  })
  expect(Object.fromEntries(derived)).toMatchObject({
    'c-uri': '/a/b.php?x=1',
    'c-uri-query': 'x=1',
    'c-uri-stem': '/a/b.php',
    'c-uri-extension': 'php',
    'cs-method': 'GET',
    'c-useragent': 'u',
  })
  expect(logsources).toContainEqual({ category: 'proxy' })
})

test('dns fills the names of dns rules, and x509 keeps its dotted ones', () => {
  const { derived } = decode({ ts: 1, _path: 'dns', query: 'x.example', qtype_name: 'TXT', answers: ['a', 'b'] })
  expect(derived.get('dns.question.name')).toBe('x.example')
  expect(derived.get('record_type')).toBe('TXT')
  expect(derived.get('answer')).toEqual(['a', 'b'])
  expect(decode({ ts: 1, _path: 'x509', certificate_serial: '01' }).derived.get('certificate.serial')).toBe('01')
})

test('a client of Kerberos is an account, a machine is a host', () => {
  expect(
    decode({ ts: 1, _path: 'kerberos', client: 'j.martin/PORT-VALMONT.EXAMPLE', success: true }).observables,
  ).toEqual([{ kind: 'account', value: 'port-valmont\\j.martin' }])
  expect(decode({ ts: 1, _path: 'kerberos', client: 'poste-07$/PORT-VALMONT.EXAMPLE' }).observables).toEqual([
    { kind: 'host', value: 'poste-07' },
  ])
})

test('a derived name is found where its source stands', () => {
  const text = JSON.stringify(underscored)
  const part = zeek.locate(new TextEncoder().encode(text), 'source.ip', 0)
  expect(text.slice(part?.start, part?.end)).toBe('"192.0.2.10"')
})

test('an object that is no record of Zeek is refused', () => {
  const stranger = zeek.decode(frame('{"a":1}'))
  expect(stranger.ok && stranger.value[0]?.native.get('a')).toBe(1)
  expect(stranger.ok && stranger.value[0]?.derived.get('tocsin.read_as')).toBe('json')
})

function decode(record: object): Decoded {
  const decoded = zeek.decode(frame(JSON.stringify(record)))
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(JSON.stringify(decoded))
  return event
}

function frame(text: string): Frame {
  return { payload: new TextEncoder().encode(text), received: 0 } as unknown as Frame
}
