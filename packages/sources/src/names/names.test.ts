import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

describe.each([
  [
    'dnsmasq',
    'query[TXT] a.b.example from 192.0.2.44',
    { query: 'a.b.example', record_type: 'TXT', src_ip: '192.0.2.44', action: 'query' },
  ],
  ['dnsmasq', '77 192.0.2.44/50111 query[A] a.example from 192.0.2.44', { query: 'a.example' }],
  ['dnsmasq', 'reply a.example is 203.0.113.80', { action: 'reply', answer: '203.0.113.80' }],
  ['dnsmasq', 'possible DNS-rebind attack detected: a.example', { action: 'rebind', query: 'a.example' }],
  ['dnsmasq', 'DHCPDISCOVER(br0) 02:00:00:00:00:02', { action: 'discover', src_mac: '02:00:00:00:00:02' }],
  ['dnsmasq', 'DHCPACK(br0) 192.0.2.44 02:00:00:00:00:02 poste-44', { action: 'ack', src_host: 'poste-44' }],
  [
    'dhcpd',
    'DHCPREQUEST for 192.0.2.44 (192.0.2.1) from 02:00:00:00:00:02 (poste-44) via eth1',
    { action: 'request', src_host: 'poste-44', interface: 'eth1' },
  ],
  ['dhcpd', 'DHCPNAK on 192.0.2.44 to 02:00:00:00:00:02 via eth1', { action: 'nak' }],
  [
    'bind',
    '20-Nov-2026 10:00:00.123 queries: info: client @0x7f 192.0.2.44#50111 (a.example): query: a.example IN A +E(0)K (192.0.2.1)',
    { query: 'a.example', src_port: 50111, record_type: 'A' },
  ],
  [
    'bind',
    "client @0x7f 198.51.100.7#1 (z.example): zone transfer 'z.example/AXFR/IN' denied",
    { action: 'zone-transfer', outcome: 'failure', record_type: 'AXFR' },
  ],
  [
    'unbound',
    '[1795168800] unbound[812:0] info: 192.0.2.44 a.example. MX IN',
    { query: 'a.example', record_type: 'MX' },
  ],
  ['unbound', '[812:0] reply: 192.0.2.44 a.example. A IN NXDOMAIN 0.01 0 103', { rcode: 'NXDOMAIN', action: 'reply' }],
] as const)('%s: %s', (id, line, fields) => {
  const isLease = line.startsWith('DHCP')

  test('is read', () => {
    const { native, logsources, derived } = decodeOne(id, line)
    expect(Object.fromEntries(native)).toMatchObject(fields)
    expect(logsources).toContainEqual(isLease ? { product: id, service: 'dhcp' } : { category: 'dns' })
    expect(derived.get('dns.question.name')).toBe(isLease ? undefined : native.get('query'))
  })

  test('is read inside syslog, by its program', () => {
    const program = id === 'bind' ? 'named' : id
    const event = decodeOne('syslog', `<30>Nov 20 10:00:00 gw-01 ${program}[812]: ${line}`)
    expect(Object.fromEntries(event.native)).toMatchObject(fields)
    expect(event.ocsf['device.hostname']).toBe('gw-01')
  })
})
