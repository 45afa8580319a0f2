import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

describe('ASA', () => {
  test.each([
    [
      '%ASA-4-106023: Deny udp src outside:198.51.100.7/1 dst inside:192.0.2.10/53 by access-group "x" [0x0, 0x0]',
      { action: 'deny', protocol: 'udp', dst_port: 53, access_group: 'x' },
      'firewall',
    ],
    [
      '%ASA-4-106023: Deny icmp src outside:198.51.100.7 dst inside:192.0.2.10 (type 8, code 0) by access-group "x"',
      { action: 'deny', icmp_type: 8 },
      'firewall',
    ],
    [
      '%ASA-2-106001: Inbound TCP connection denied from 198.51.100.7/1 to 192.0.2.10/22 flags SYN  on interface outside',
      { action: 'deny', dst_port: 22, src_zone: 'outside' },
      'firewall',
    ],
    [
      '%ASA-6-106015: Deny TCP (no connection) from 198.51.100.7/1 to 192.0.2.10/22 flags RST  on interface outside',
      { action: 'deny', flags: 'RST' },
      'firewall',
    ],
    [
      '%ASA-6-106100: access-list in permitted tcp outside/198.51.100.7(1) -> inside/192.0.2.10(443) hit-cnt 1',
      { action: 'accept', dst_port: 443 },
      'firewall',
    ],
    [
      '%FTD-6-302013: Built outbound TCP connection 7 for outside:203.0.113.1/443 (203.0.113.1/443) to inside:192.0.2.44/5 (192.0.2.44/5)',
      { action: 'accept', session: '7', direction: 'outbound' },
      'firewall',
    ],
    [
      '%ASA-3-710003: TCP access denied by ACL from 198.51.100.7/1 to outside:192.0.2.1/22',
      { action: 'deny', dst_port: 22 },
      'firewall',
    ],
    [
      '%ASA-4-113019: Group = city, Username = j.martin, IP = 198.51.100.7, Session disconnected. Session Type: SSL',
      { vpn_action: 'logout', user: 'j.martin' },
      'vpn',
    ],
    ["%ASA-5-111008: User 'a.petit' executed the 'write 'x'' command.", { command: "write 'x'" }, undefined],
  ])('%s', (line, fields, category) => {
    const { native, logsources } = decodeOne('cisco', line)
    expect(Object.fromEntries(native)).toMatchObject(fields)
    expect(logsources).toContainEqual({ product: 'cisco', service: 'asa' })
    expect(logsources.some((one) => one.category === category)).toBe(true)
  })

  test('a message that we have no words for keeps its own', () => {
    const event = decodeOne('cisco', '%ASA-6-725001: Starting SSL handshake')
    expect(event.logsources).toEqual([{ product: 'cisco', service: 'asa' }])
    expect(event.native.get('mnemonic')).toBe('725001')
    expect(event.ocsf.message).toBe('%ASA-6-725001: Starting SSL handshake')
  })
})

describe('IOS', () => {
  test.each([
    [
      '<189>45: *Nov 20 10:00:06.123: %SYS-5-CONFIG_I: Configured from console by a.petit on vty0 (192.0.2.5)',
      undefined,
    ],
    [
      '<189>45: sw-01: Nov 20 10:00:06.123 UTC: %SYS-5-CONFIG_I: Configured from console by a.petit on vty0 (192.0.2.5)',
      'sw-01',
    ],
    [
      '<189>Nov 20 10:00:06.123 sw-01 45: %SYS-5-CONFIG_I: Configured from console by a.petit on vty0 (192.0.2.5)',
      'sw-01',
    ],
  ])('%s has its time and host', (line, host) => {
    for (const id of ['cisco', 'syslog']) {
      const event = decodeOne(id, line)
      expect(event.time).toBe(Date.UTC(2026, 10, 20, 10, 0, 6, 123))
      expect(event.native.get('hostname')).toBe(host)
      expect(Object.fromEntries(event.native)).toMatchObject({
        user: 'a.petit',
        src_ip: '192.0.2.5',
        mnemonic: 'CONFIG_I',
      })
    }
  })

  test.each([
    ['%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: x] [Source: 198.51.100.7] [localport: 22] [Reason: r]', 'aaa'],
    ['%PARSER-5-CFGLOG_LOGGEDCMD: User:a  logged command:no logging', 'aaa'],
    ['%BGP-5-ADJCHANGE: neighbor 192.0.2.1 Down', 'bgp'],
    ['%LDP-5-NBRCHG: LDP Neighbor 192.0.2.1 is DOWN', 'ldp'],
  ])('%s answers to %s', (line, service) => {
    expect(decodeOne('cisco', line).logsources).toContainEqual({ product: 'cisco', service })
  })

  test('a percent sign alone is no message of Cisco', () => {
    expect(decodeOne('cisco', 'disk 90% full-5-x: y').derived.get('tocsin.read_as')).toBe('syslog')
  })
})
