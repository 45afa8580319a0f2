import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

const lines = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', name), 'utf8')
    .trimEnd()
    .split('\n')

describe.each(['chirpstack', 'json'])('%s', (decoder) => {
  test('tells each kind of event by its own fields, and names the device', () => {
    const kinds = lines('chirpstack.ndjson').map((line) => {
      const { logsources, observables, ocsf } = decodeOne(decoder, line)
      expect(observables[0]).toMatchObject({ kind: 'device', value: expect.stringMatching(/^70b3d5/) })
      expect(ocsf['metadata.log_name']).toBe(logsources[0]?.service)
      return logsources[0]?.service
    })
    expect(kinds).toEqual(['up', 'join', 'status', 'ack', 'txack', 'log', 'location', 'integration'])
  })
})

test('an uplink keeps its gateways in their order, and its time', () => {
  const { native, time } = decodeOne('chirpstack', lines('chirpstack.ndjson')[0] ?? '')
  expect(native.get('rxInfo.gatewayId')).toEqual(['70b3d5fffe000001', '70b3d5fffe000002'])
  expect(native.get('rxInfo.location.latitude')).toEqual([49.49, 49.51])
  expect(time).toBe(Date.parse('2026-11-20T10:00:00.123Z'))
})

test('a frame whose signature is wrong is grave, and says why', () => {
  const { ocsf, derived } = decodeOne('chirpstack', lines('chirpstack.ndjson')[5] ?? '')
  expect(ocsf).toMatchObject({ severity_id: 4, 'metadata.event_code': 'UPLINK_MIC' })
  expect(derived.get('message')).toMatch(/^MIC of uplink frame/)
})

test('zero values that the encoder left out take no kind away', () => {
  const device = { devEui: '70b3d50000000a11' }
  const kind = (fields: object) => decodeOne('chirpstack', JSON.stringify({ deviceInfo: device, ...fields })).logsources
  expect(kind({ devAddr: '00', rxInfo: [{ gatewayId: '01' }] })).toEqual([{ product: 'chirpstack', service: 'up' }])
  expect(kind({ batteryLevelUnavailable: true })).toEqual([{ product: 'chirpstack', service: 'status' }])
  expect(kind({ queueItemId: 'x' })).toEqual([{ product: 'chirpstack', service: 'ack' }])
  expect(kind({})).toEqual([{ product: 'chirpstack' }])
})

test('a join of The Things Stack says the JoinEUI', () => {
  const { logsources, observables, native } = decodeOne('things-stack', lines('things-stack.ndjson')[0] ?? '')
  expect(logsources).toEqual([{ product: 'things-stack', service: 'join' }])
  expect(observables[0]).toEqual({ kind: 'device', value: '70b3d50000000d44' })
  expect(native.get('end_device_ids.join_eui')).toBe('800000000000000C')
})
