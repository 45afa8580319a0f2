import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

const lines = (id: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', `${id}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
const first = (id: string) => lines(id)[0] ?? ''

test('ModSecurity: the request under the names of web rules', () => {
  const { derived, ocsf, logsources } = decodeOne('modsecurity', first('modsecurity'))
  expect(Object.fromEntries(derived)).toMatchObject({
    'cs-uri-query': 'id=1%20union%20select',
    'sc-status': 403,
    'c-ip': '198.51.100.7',
  })
  expect(ocsf.message).toBe('SQL Injection Attack Detected')
  expect(logsources).toEqual([{ product: 'modsecurity' }, { category: 'webserver' }])
})

test.each([
  [3, 1],
  [5, 2],
  [10, 3],
  [12, 4],
  [15, 5],
])('Wazuh: level %d is severity %d, of the agent’s host', (level, severity) => {
  const event = decodeOne('wazuh', first('wazuh').replace('"level":10', `"level":${level}`))
  expect(event.ocsf).toMatchObject({
    severity_id: severity,
    'device.hostname': 'srv-app-02',
    'src_endpoint.ip': '198.51.100.7',
  })
  expect(event.observables[0]).toEqual({ kind: 'host', value: 'srv-app-02' })
})

test('Defender: in a process event the initiator is the parent, elsewhere it is the process', () => {
  const [started = '', connected = '', alert = ''] = lines('defender')
  const process = decodeOne('defender', started)
  expect(process.logsources).toContainEqual({ product: 'windows', category: 'process_creation' })
  expect(String(process.derived.get('ParentImage'))).toMatch(/WINWORD/)
  const connection = decodeOne('defender', connected)
  expect(connection.derived.get('Image')).toBe('C:\\Windows\\System32\\rundll32.exe')
  expect(connection.derived.has('ParentImage')).toBe(false)
  expect(connection.derived.get('DestinationIp')).toBe('203.0.113.66')
  expect(decodeOne('defender', alert).ocsf).toMatchObject({ class_uid: 2004, severity_id: 4 })
})

test('Defender: a process that only opened another did not start', () => {
  const line = first('defender').replace('ProcessCreated', 'OpenProcess')
  expect(decodeOne('defender', line).logsources).toEqual([
    { product: 'microsoft365_defender', service: 'DeviceProcessEvents' },
  ])
})

test('CrowdStrike: a detection with its program', () => {
  const event = decodeOne('crowdstrike', first('crowdstrike'))
  expect(String(event.derived.get('Image'))).toMatch(/\\powershell\.exe$/)
  expect(event.ocsf).toMatchObject({ class_uid: 2004, severity_id: 4, 'device.hostname': 'POSTE-44' })
  expect(event.time).toBe(1795168800123)
})

test.each(['modsecurity', 'wazuh', 'defender', 'crowdstrike', 'suricata'])(
  '%s is known to the json decoder too',
  (id) => {
    expect(decodeOne('json', first(id)).logsources).toEqual(decodeOne(id, first(id)).logsources)
  },
)
