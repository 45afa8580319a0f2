import { fc, test } from '@fast-check/vitest'
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
