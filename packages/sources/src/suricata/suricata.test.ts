import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

const record = (more: object) =>
  JSON.stringify({
    timestamp: '2026-11-20T10:00:00.123456+0000',
    flow_id: 1,
    src_ip: '192.0.2.44',
    src_port: 5,
    dest_ip: '192.0.2.1',
    dest_port: 53,
    proto: 'UDP',
    ...more,
  })

test.each([
  [1, 4],
  [2, 3],
  [3, 2],
  [4, 1],
])('an alert of priority %d has severity %d', (priority, severity) => {
  const { ocsf, logsources, derived } = decodeOne(
    'suricata',
    record({ event_type: 'alert', alert: { signature_id: 7, signature: 'S', severity: priority, action: 'blocked' } }),
  )
  expect(ocsf).toMatchObject({ class_uid: 2004, severity_id: severity, message: 'S', 'metadata.event_code': '7' })
  expect(derived.get('action')).toBe('blocked')
  expect(logsources).toEqual([{ product: 'suricata', service: 'alert' }])
})

test.each([
  ['version 2', { rrname: 'a.example', rrtype: 'TXT' }],
  ['version 3', { version: 3, queries: [{ rrname: 'a.example', rrtype: 'TXT' }] }],
  ['version 1', { query: [{ rrname: 'a.example', rrtype: 'TXT' }] }],
])('DNS of %s asks for a name', (_, dns) => {
  const { derived, logsources } = decodeOne('suricata', record({ event_type: 'dns', dns }))
  expect(Object.fromEntries(derived)).toMatchObject({
    query: 'a.example',
    record_type: 'TXT',
    'dns.question.name': 'a.example',
  })
  expect(logsources).toContainEqual({ category: 'dns' })
})

test('a new kind of event is still Suricata’s', () => {
  expect(decodeOne('suricata', record({ event_type: 'new' })).logsources).toEqual([{ product: 'suricata' }])
})

test('inside syslog its own time goes before the transport’s', () => {
  for (const cookie of ['', '@cee: ']) {
    const event = decodeOne(
      'syslog',
      `<30>1 2026-11-20T11:00:00Z probe-01 suricata 1 - - ${cookie}${record({ event_type: 'flow' })}`,
    )
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123) + 0.456)
    expect(event.logsources).toContainEqual({ category: 'network', service: 'connection' })
    expect(event.ocsf).toMatchObject({ 'device.hostname': 'probe-01', 'dst_endpoint.ip': '192.0.2.1' })
  }
})

test('an event_type alone is not Suricata', () => {
  expect(decodeOne('suricata', '{"event_type":"alert"}').derived.get('tocsin.read_as')).toBe('json')
})
