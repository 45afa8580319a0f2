import { fc, test } from '@fast-check/vitest'
import type { Value } from '@tocsin/event'
import { beforeEach, describe, expect } from 'vitest'
import type { Fact } from './digest.ts'
import { conn, givenEvent, zeek } from './given-learning.fixture.ts'
import { type Observer, openObserver } from './observer.ts'
import { openProofBook, type ProofBook } from './proof-book.ts'

let proof: ProofBook
let observer: Observer
beforeEach(() => {
  proof = openProofBook('seed', 1 << 10)
  observer = openObserver(proof)
})

const facts = (given: readonly Fact[]) =>
  given.map(({ scheme, known, topic, value }) => `${scheme} ${known} ${topic} ${value}`.trim())

test('a conversation that both sides had says that both are there, and what one of them serves', () => {
  observer.take(conn('10.0.0.5', '10.0.0.9', 502, { service: 'modbus' }))
  observer.take(conn('10.0.0.5', '10.0.0.9', 502, { service: 'modbus' }, 60))
  const digest = observer.digest()
  expect(facts(digest.facts)).toEqual(['ip 10.0.0.5 seen', 'ip 10.0.0.9 seen', 'ip 10.0.0.9 service tcp/502'])
  expect(digest.facts[2]).toMatchObject({ detail: 'modbus', count: 2, by: 'zeek/conn', source: 'sensor' })
  expect(digest.facts[2]).toMatchObject({ last: (digest.facts[2]?.first ?? 0) + 60_000 })
  expect(digest.flows).toMatchObject([
    { from: '10.0.0.5', to: '10.0.0.9', port: 502, app: 'modbus', count: 2, bytes: 60 },
  ])
})

test('what was told is no news again, and is counted on', () => {
  observer.take(conn('10.0.0.5', '10.0.0.9', 502))
  expect(observer.quiet).toBe(false)
  observer.digest()
  observer.take(conn('10.0.0.5', '10.0.0.9', 502))
  expect(observer).toMatchObject({ quiet: true, empty: false })
  expect(observer.digest().facts.map(({ news }) => news)).toEqual([false, false, false])
})

describe('an address that nobody saw answer', () => {
  const scan = (at60: number, but = {}) =>
    zeek(
      'conn',
      { 'id.orig_h': '10.9.9.9', 'id.resp_h': '10.0.0.9', 'id.resp_p': 80, proto: 'tcp', conn_state: 'S0' },
      { at60, ...but },
    )

  test('is believed when it is seen again ten minutes later, not before', () => {
    for (const at of [0, 30, 599]) observer.take(scan(at))
    expect(observer.empty).toBe(true)
    observer.take(scan(660))
    expect(facts(observer.digest().facts)).toEqual(['ip 10.9.9.9 seen'])
  })

  test('is not believed for its answers where whoever tells of them can be anybody', () => {
    const told = conn('10.9.9.8', '10.0.0.9', 80)
    observer.take({ ...told, origin: 'claimed' })
    expect(observer.empty).toBe(true)
  })

  test('makes no flow: nobody takes part in a conversation that there was not', () => {
    observer.take(scan(0))
    expect(observer.digest()).toMatchObject({ flows: [], left: { unanswered: 1, unproven: 1 } })
  })
})

test('half a million forged addresses take no more memory than one, and none is believed', () => {
  const { bytes } = proof
  let believed = 0
  for (let n = 0; n < 500_000; n++) {
    if (proof.sighted(`ip:10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`, n * 0.36)) believed++
  }
  expect([believed, proof.bytes]).toEqual([0, bytes])
  expect(proof.crowdedOut).toBeGreaterThan(400_000)
})

test('a flood pushes out itself, and not those who waited before it', () => {
  const small = openProofBook('seed', 1 << 8)
  const honest = Array.from({ length: 100 }, (_, n) => `ip:10.1.1.${n}`)
  for (const one of honest) small.sighted(one, 0)
  for (let n = 0; n < 50_000; n++) small.sighted(`ip:forged-${n}`, 60_000 + n)
  const believed = honest.filter((one) => small.sighted(one, 700_000)).length
  expect(believed).toBeGreaterThan(90)
})

test('public addresses are the world, unless a zone or a record of the city names them', () => {
  const out = conn('10.0.0.5', '198.51.100.7', 443)
  observer.take(out)
  expect(observer.digest()).toMatchObject({
    facts: [{ known: '10.0.0.5', topic: 'seen' }],
    flows: [{ from: '10.0.0.5', to: 'outside', port: 443 }],
  })
  observer.ground({ networks: ['198.51.100.0/24'], addresses: ['203.0.113.9'] })
  observer.take(out)
  observer.take(conn('10.0.0.5', '203.0.113.9', 443))
  const { facts: learnt, flows } = observer.digest()
  expect(facts(learnt)).toContain('ip 198.51.100.7 service tcp/443')
  expect(flows.map(({ to }) => to)).toEqual(['198.51.100.7', '203.0.113.9'])
})

test('what happened in a sample, an exercise or a replay teaches a real city nothing; a sample learns from its own', () => {
  for (const realm of ['sample', 'exercise', 'replay'] as const) {
    observer.take({ ...conn('10.0.0.5', '10.0.0.9', 80), realm })
  }
  expect(observer.empty).toBe(true)
  const sample = openObserver(openProofBook('seed', 16), 'sample')
  sample.take({ ...conn('10.0.0.5', '10.0.0.9', 80), realm: 'sample' })
  expect(sample.empty).toBe(false)
})

describe('names', () => {
  const answer = (more: object) =>
    zeek('dns', {
      'id.orig_h': '10.0.0.5',
      'id.resp_h': '10.0.0.2',
      'id.resp_p': 53,
      qtype_name: 'A',
      rcode_name: 'NOERROR',
      AA: true,
      query: 'plc-7.city.example',
      answers: ['10.0.0.7'],
      ...more,
    })
  const names = () => facts(observer.digest().facts).filter((one) => one.includes(' host '))

  test('are what who has authority answers of one address', () => {
    observer.take(answer({}))
    expect(names()).toEqual(['ip 10.0.0.7 host plc-7.city.example'])
  })

  test.each([
    ['has several addresses', { answers: ['10.0.0.7', '10.0.0.8'] }],
    ['leads over another name', { answers: ['web.city.example', '10.0.0.7'] }],
    ['is no host’s', { query: '_ldap._tcp.city.example' }],
    ['is said without authority', { AA: false }],
  ])('are none where a name %s', (_, more) => {
    observer.take(answer(more))
    expect(names()).toEqual([])
  })

  test('of TLS count only where the certificate was verified: the client chooses what it asks for', () => {
    const tls = (validation_status: string) =>
      zeek('ssl', {
        'id.orig_h': '10.0.0.5',
        'id.resp_h': '10.0.0.8',
        'id.resp_p': 443,
        established: true,
        server_name: 'portal.city.example',
        validation_status,
      })
    observer.take(tls('self signed certificate'))
    expect(names()).toEqual([])
    observer.take(tls('ok'))
    expect(names()).toEqual(['ip 10.0.0.8 host portal.city.example'])
  })

  test('of machines and accounts come from Kerberos that succeeded', () => {
    const ticket = (client: string, success: boolean) =>
      zeek('kerberos', { 'id.orig_h': '10.0.0.5', 'id.resp_h': '10.0.0.2', client, success })
    observer.take(ticket('PC-5$/CITY.EXAMPLE', true))
    observer.take(ticket('ann/CITY.EXAMPLE', true))
    observer.take(ticket('eve/CITY.EXAMPLE', false))
    expect(facts(observer.digest().facts).filter((one) => !one.endsWith('seen'))).toEqual([
      'ip 10.0.0.5 host pc-5.city.example',
      'ip 10.0.0.5 account city\\ann',
    ])
  })
})

test.each([
  [
    'Zeek',
    zeek('dhcp', {
      mac: '02-00-00-00-00-07',
      assigned_addr: '10.0.0.7',
      host_name: 'Lamp-7',
      msg_types: ['REQUEST', 'ACK'],
    }),
  ],
  [
    'Suricata',
    givenEvent(
      {
        event_type: 'dhcp',
        'dhcp.dhcp_type': 'ack',
        'dhcp.client_mac': '02:00:00:00:00:07',
        'dhcp.assigned_ip': '10.0.0.7',
        'dhcp.hostname': 'lamp-7',
      },
      { logsources: [{ product: 'suricata', service: 'dhcp' }] },
    ),
  ],
  [
    'the server’s own log',
    givenEvent(
      { action: 'ack', src_mac: '02:00:00:00:00:07', src_ip: '10.0.0.7', src_host: 'lamp-7' },
      { logsources: [{ product: 'kea', service: 'dhcp' }] },
    ),
  ],
])('a lease as %s tells of it says device, address and name', (_, event) => {
  observer.take(event)
  expect(facts(observer.digest().facts)).toEqual(
    expect.arrayContaining([
      'mac 02:00:00:00:00:07 ip 10.0.0.7',
      'mac 02:00:00:00:00:07 host lamp-7',
      'mac 02:00:00:00:00:07 seen',
    ]),
  )
})

test('a controller says what it is: Modbus and BACnet identification', () => {
  observer.take(
    zeek('modbus_read_device_identification', {
      source_h: '10.0.0.7',
      request_response: 'RESPONSE',
      object_id: 'MajorMinorRevision',
      object_value: 'V2.7',
    }),
  )
  observer.take(
    zeek('bacnet_property', {
      source_h: '10.0.0.8',
      pdu_service: 'read-property-ack',
      property: 'model-name',
      value: 'BC-4',
    }),
  )
  expect(facts(observer.digest().facts)).toEqual(
    expect.arrayContaining(['ip 10.0.0.7 firmware V2.7', 'ip 10.0.0.8 model BC-4']),
  )
})

test('Windows says who logged on where, and which address a machine has', () => {
  const logsources = [{ product: 'windows', service: 'security' }]
  observer.take(
    givenEvent(
      {
        EventID: 4624,
        Computer: 'SRV-1.city.example',
        TargetUserName: 'ann',
        TargetDomainName: 'CITY',
        IpAddress: '10.0.0.5',
      },
      { logsources },
    ),
  )
  observer.take(
    givenEvent(
      {
        EventID: 4768,
        Computer: 'dc-1.city.example',
        TargetUserName: 'PC-5$',
        TargetDomainName: 'CITY.EXAMPLE',
        Status: '0x0',
        IpAddress: '::ffff:10.0.0.5',
      },
      { logsources },
    ),
  )
  expect(facts(observer.digest().facts)).toEqual([
    'host srv-1.city.example seen',
    'host srv-1.city.example account city\\ann',
    'host dc-1.city.example seen',
    'ip 10.0.0.5 host pc-5.city.example',
  ])
})

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const fields = [
  'id.orig_h',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'conn_state',
  'query',
  'answers',
  'mac',
  'client',
  'src_ip',
  'event_type',
  'EventID',
  'TargetUserName',
  'host',
]
const native = fc.dictionary(fc.constantFrom(...fields), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })))
const logs = ['conn', 'dns', 'dhcp', 'ssl', 'kerberos', 'known_services', 'software', 'mqtt_connect']
const products = ['zeek', 'suricata', 'windows', 'kea', 'other']

test.prop([native, fc.constantFrom(...logs), fc.constantFrom(...products)], { numRuns: 200 })(
  'any record states something or nothing, in folded form, and never throws',
  (given, log, product) => {
    const own = openObserver(openProofBook('seed', 16))
    own.take(
      givenEvent(given, {
        logsources: [{ product, service: product === 'kea' ? 'dhcp' : log }],
        ocsf: { 'metadata.log_name': log },
      }),
    )
    for (const { known, value } of own.digest().facts) {
      expect(known.length).toBeGreaterThan(0)
      expect(known.length + value.length).toBeLessThan(600)
      expect([...known, ...value].some((one) => (one.codePointAt(0) ?? 0) < 32)).toBe(false)
    }
  },
)

describe('LoRaWAN', () => {
  const eui = '70b3d50000000a11'
  const record = (service: string, native: Readonly<Record<string, Value>>, product = 'chirpstack') =>
    givenEvent({ 'deviceInfo.devEui': eui, ...native }, { logsources: [{ product, service }] })
  const learnt = (...events: Parameters<Observer['take']>[0][]) => {
    for (const event of events) observer.take(event)
    return observer.digest().facts
  }

  test('an uplink says the device, its short-lived address and which gateways heard it where', () => {
    const up = record('up', {
      devAddr: '00189440',
      'deviceInfo.deviceName': 'sonde-quai-3',
      'rxInfo.gatewayId': ['70B3D5FFFE000001', '70b3d5fffe000002'],
      'rxInfo.location.latitude': [49.49, 49.51],
      'rxInfo.location.longitude': [0.11, 0.13],
    })
    const again = { ...up, native: new Map([...up.native, ['devAddr', '0018ffff']]) }
    const found = learnt(up, again)
    expect(facts(found)).toEqual([
      `dev-eui ${eui} seen`,
      `dev-eui ${eui} name sonde-quai-3`,
      `dev-eui ${eui} radio dev-addr`,
      `dev-eui ${eui} gateway 70b3d5fffe000001`,
      `dev-eui ${eui} gateway 70b3d5fffe000002`,
    ])
    expect(found[2]).toMatchObject({ detail: '0018ffff', count: 2, by: 'chirpstack/up' })
    expect(found[3]).toMatchObject({ detail: '0.11000 49.49000' })
  })

  test('two gateways that cannot both hear it are said; a gateway without a place is not placed', () => {
    const far = (latitude: readonly number[], longitude: readonly number[]) =>
      record('up', {
        'rxInfo.gatewayId': ['b', 'a'],
        'rxInfo.location.latitude': latitude,
        'rxInfo.location.longitude': longitude,
      })
    expect(learnt(far([49.5, 48.8], [0.1, 2.3])).at(-1)).toMatchObject({
      topic: 'apart',
      value: 'a b',
      detail: '178 km',
    })
    expect(learnt(far([49.5], [0.1])).map(({ topic }) => topic)).not.toContain('apart')
    expect(learnt(far([49.5, 0], [0.1, 0])).map(({ topic }) => topic)).not.toContain('apart')
  })

  test('its status says battery and margin, the newest of them', () => {
    const status = (level: number) => record('status', { batteryLevel: level, margin: 17 })
    expect(learnt(status(88.2), status(87.4)).map(({ value, detail }) => [value, detail])).toEqual([
      ['', undefined],
      ['battery', '87 %'],
      ['margin', '17 dB'],
    ])
    const mains = record('status', { batteryLevel: 0, externalPowerSource: true, margin: 3 })
    expect(learnt(mains).map(({ value }) => value)).not.toContain('battery')
  })

  test('frames that the network server refused prove nobody', () => {
    expect(learnt(record('log', { code: 'UPLINK_MIC', level: 'ERROR' }))).toEqual([])
  })

  test('a join of The Things Stack says with which JoinEUI', () => {
    const ids = { 'end_device_ids.dev_eui': eui.toUpperCase(), 'end_device_ids.join_eui': '800000000000000C' }
    const join = givenEvent(ids, { logsources: [{ product: 'things-stack', service: 'join' }] })
    expect(facts(learnt(join))).toContain(`dev-eui ${eui} join-eui 800000000000000c`)
  })
})

describe('controllers', () => {
  const ends = { 'id.orig_h': '10.0.0.5', 'id.orig_p': 50_000, 'id.resp_h': '10.0.0.9' }
  const learnt = (log: string, native: Readonly<Record<string, Value>>) => {
    observer.take(zeek(log, native))
    return facts(observer.digest().facts)
  }

  test('of S7 say their system, module and serial number, whichever end is written first', () => {
    const device = { automation_system_name: 'POMPES', module_name: 'CPU 315-2', module_serial: 'S C-X4' }
    const expected = ['seen', 'name POMPES', 'model CPU 315-2', 'serial S C-X4'].map((one) => `ip 10.0.0.9 ${one}`)
    expect(learnt('s7comm_known_devices', { ...ends, 'id.resp_p': 102, ...device })).toEqual(expected)
    const turned = { 'id.orig_h': '10.0.0.9', 'id.orig_p': 102, 'id.resp_h': '10.0.0.5', 'id.resp_p': 50_000 }
    expect(learnt('s7comm_known_devices', { ...turned, ...device })).toEqual(expected)
  })

  test('of CIP say vendor, product, revision and serial number', () => {
    const identity = { vendor_name: 'Acme', product_name: 'EX-1', revision: '20.11', serial_number: '0x00c0ffee' }
    expect(learnt('cip_identity', { ...ends, 'id.resp_p': 44_818, ...identity })).toEqual(
      ['seen', 'vendor Acme', 'model EX-1', 'firmware 20.11', 'serial 0x00c0ffee'].map((one) => `ip 10.0.0.9 ${one}`),
    )
  })

  test.each([
    ['s7comm', 102, { rosctr_name: 'ACK-Data' }, { rosctr_name: 'Job-Request' }],
    ['s7comm_read_szl', 102, { method: 'Response' }, { method: 'Request' }],
    ['cip', 44_818, { direction: 'response' }, { direction: 'request' }],
    ['modbus_detailed', 502, { matched: true }, { matched: false }],
    ['dnp3_objects', 20_000, { function_code: 'RESPONSE' }, { function_code: 'READ' }],
    ['opcua_binary', 4840, { msg_type: 'ACK' }, { msg_type: 'HEL' }],
  ] as const)('an answer of %s shows who serves it, and a question nobody', (log, port, answer, question) => {
    expect(learnt(log, { ...ends, 'id.resp_p': port, ...question })).toEqual([])
    expect(learnt(log, { ...ends, 'id.resp_p': port, ...answer })).toContain(`ip 10.0.0.9 service tcp/${port}`)
  })
})
