import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

test('a sign-in that was refused is an authentication that failed, by the account and from the address', () => {
  const event = decodeOne(
    'tocsin',
    '{"time":1795168800123,"service":"access","action":"login","outcome":"failure","user":"zoe","src_ip":"192.0.2.40","device_host":"soc-01"}',
  )
  expect(event.logsources).toEqual([{ product: 'tocsin', service: 'access' }])
  expect(event.ocsf).toMatchObject({
    class_uid: 3002,
    status_id: 2,
    'src_endpoint.ip': '192.0.2.40',
    'actor.user.name': 'zoe',
    'device.hostname': 'soc-01',
  })
})

test('what is said of the city is about the ends of a flow', () => {
  const event = decodeOne(
    'tocsin',
    '{"time":1795168800123,"service":"city","action":"flow-without-conduit","src_ip":"10.1.0.5","dst_ip":"10.2.0.9","dst_port":502,"protocol":"tcp"}',
  )
  expect(event.logsources).toEqual([{ product: 'tocsin', service: 'city' }])
  expect(event.observables).toEqual([
    { kind: 'address', value: '10.1.0.5' },
    { kind: 'address', value: '10.2.0.9' },
  ])
  expect(event.ocsf).toMatchObject({ class_uid: 4001, 'dst_endpoint.port': 502 })
})

test('nobody else can speak as Tocsin by stating its logsource', () => {
  const forged = '{"time":1,"logsource":{"product":"Tocsin","service":"self"},"service":"self","action":"trouble"}'
  expect(decodeOne('json', forged).logsources).toEqual([])
})
