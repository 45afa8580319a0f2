import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

describe.each([
  [
    'openvpn',
    "198.51.100.7:40001 TLS: Username/Password authentication succeeded for username 'j.martin'",
    { vpn_action: 'login', outcome: 'success', user: 'j.martin' },
  ],
  [
    'openvpn',
    '198.51.100.7:40000 TLS Auth Error: Auth Username/Password verification failed for peer',
    { vpn_action: 'login', outcome: 'failure', src_ip: '198.51.100.7' },
  ],
  [
    'openvpn',
    '198.51.100.7:40000 VERIFY ERROR: depth=0, error=certificate revoked',
    { outcome: 'failure', reason: 'depth=0, error=certificate revoked' },
  ],
  [
    'openvpn',
    'j.martin/198.51.100.7:40001 SIGTERM[soft,remote-exit] received, client-instance exiting',
    { vpn_action: 'logout', user: 'j.martin' },
  ],
  [
    'strongswan',
    '07[IKE] <city|12> IKE_SA city[12] established between 192.0.2.1[gw]...198.51.100.7[j.martin]',
    { vpn_action: 'login', outcome: 'success', user: 'j.martin', src_ip: '198.51.100.7' },
  ],
  [
    'strongswan',
    "09[IKE] tried 2 shared keys for 'gw' - 'j.martin', but MAC mismatched",
    { vpn_action: 'login', outcome: 'failure', user: 'j.martin' },
  ],
  [
    'wireguard',
    '[ 12.5] wireguard: wg0: Invalid handshake initiation from 198.51.100.7:51820',
    { vpn_action: 'handshake', outcome: 'failure', src_port: 51820 },
  ],
  [
    'wireguard',
    'wireguard: wg0: Receiving handshake initiation from peer 3 (2001:db8::7:51820)',
    { peer: 3, src_ip: '2001:db8::7' },
  ],
] as const)('%s: %s', (id, line, fields) => {
  const programs = { openvpn: 'ovpn-server', strongswan: 'charon', wireguard: 'kernel' }

  test('is read, alone and inside syslog', () => {
    const alone = decodeOne(id, line)
    const carried = decodeOne('syslog', `<30>Nov 20 10:00:00 gw-04 ${programs[id]}[812]: ${line}`)
    for (const { native, logsources } of [alone, carried]) {
      expect(Object.fromEntries(native)).toMatchObject(fields)
      expect(logsources).toContainEqual({ category: 'vpn' })
    }
  })
})

test('a line that says nothing of ours is a message of that program', () => {
  expect(
    decodeOne('syslog', '<30>Nov 20 10:00:00 gw openvpn[1]: Initialization Sequence Completed').logsources,
  ).toEqual([{ product: 'openvpn' }])
})
