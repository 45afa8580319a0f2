import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { type Phrase, phrases } from '../wire/phrases.ts'
import { vpnLogin, vpnLogout, vpnOther } from './meanings.ts'

const failed = { vpn_action: 'login', outcome: 'failure' }
const succeeded = { vpn_action: 'login', outcome: 'success' }
const ended = { vpn_action: 'logout' }

function dialect(id: string, list: readonly Phrase[], more: readonly LogSource[], skip?: RegExp): Dialect {
  const own: LogSource = { product: id, category: 'vpn' }
  const meanings = new Map<Said, Said>(
    [vpnLogin, vpnLogout, vpnOther].map((said) => [said, { ...said, product: id, logsources: [own, ...more] }]),
  )
  const read = phrases(list, vpnOther)
  const readAll = (text: string, start: number, put: Put) => {
    const said = read(text, afterSkip(text, start, skip), put)
    return said === undefined ? undefined : (meanings.get(said) ?? said)
  }
  return { id, logsources: [own, { category: 'vpn' }, { product: id }, ...more], read: readAll }
}

function afterSkip(text: string, start: number, skip: RegExp | undefined): number {
  if (skip === undefined) return start
  skip.lastIndex = start
  return start + (skip.exec(text)?.[0].length ?? 0)
}

/** OpenVPN 2.x, server side (its own log or syslog). Its file writes a date in front: `2026-11-20 10:00:00 `. */
export const openvpn: Dialect = dialect(
  'openvpn',
  [
    [
      "%{ip:src_ip}:%{int:src_port} TLS: Username/Password authentication succeeded for username '%{text:user}'",
      succeeded,
      vpnLogin,
    ],
    [
      '%{ip:src_ip}:%{int:src_port} TLS Auth Error: Auth Username/Password verification failed for peer',
      failed,
      vpnLogin,
    ],
    [
      "%{ip:src_ip}:%{int:src_port} TLS Auth Error: --client-config-dir authentication failed for common name '%{text:user}'",
      failed,
      vpnLogin,
    ],
    ['%{ip:src_ip}:%{int:src_port} TLS Error: TLS handshake failed', { vpn_action: 'handshake', outcome: 'failure' }],
    ['%{ip:src_ip}:%{int:src_port} TLS Error: %{rest:reason}', { vpn_action: 'handshake', outcome: 'failure' }],
    ['%{ip:src_ip}:%{int:src_port} VERIFY ERROR: %{rest:reason}', failed, vpnLogin],
    ['%{ip:src_ip}:%{int:src_port} [%{text:user}] Peer Connection Initiated with', succeeded, vpnLogin],
    ['%{text:user}/%{ip:src_ip}:%{int:src_port} SIGTERM[%{text}] received, client-instance exiting', ended, vpnLogout],
    [
      '%{text:user}/%{ip:src_ip}:%{int:src_port} SIGUSR1[%{text}] received, client-instance restarting',
      ended,
      vpnLogout,
    ],
    ['%{text:user}/%{ip:src_ip}:%{int:src_port} MULTI: Learn: %{ip:assigned_ip} ->', { vpn_action: 'address' }],
    ['%{text:user}/%{ip:src_ip}:%{int:src_port} [%{text}] Inactivity timeout', ended, vpnLogout],
  ],
  [{ category: 'vpn' }],
  /(?:\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} )?(?:us=\d{1,9} )?/y,
)

/** WireGuard in the Linux kernel, with dynamic debug on (drivers/net/wireguard/receive.c, peer.c): it writes nothing otherwise. */
export const wireguard: Dialect = dialect(
  'wireguard',
  [
    [
      'wireguard: %{word:interface}: Receiving handshake initiation from peer %{int:peer} (%{ip:src_ip}:%{int:src_port})',
      { vpn_action: 'handshake' },
    ],
    [
      'wireguard: %{word:interface}: Sending handshake response to peer %{int:peer} (%{ip:src_ip}:%{int:src_port})',
      { vpn_action: 'handshake', outcome: 'success' },
    ],
    ['wireguard: %{word:interface}: Keypair %{int:keypair} created for peer %{int:peer}', { vpn_action: 'keypair' }],
    [
      'wireguard: %{word:interface}: Keypair %{int:keypair} destroyed for peer %{int:peer}',
      { vpn_action: 'keypair-destroyed' },
    ],
    [
      'wireguard: %{word:interface}: Invalid handshake initiation from %{ip:src_ip}:%{int:src_port}',
      { vpn_action: 'handshake', outcome: 'failure' },
    ],
    [
      'wireguard: %{word:interface}: Invalid MAC of handshake, dropping packet from %{ip:src_ip}:%{int:src_port}',
      { vpn_action: 'handshake', outcome: 'failure' },
    ],
    [
      'wireguard: %{word:interface}: Packet has unallowed src IP (%{ip:inner_ip}) from peer %{int:peer} (%{ip:src_ip}:%{int:src_port})',
      { vpn_action: 'spoofed' },
    ],
    [
      'wireguard: %{word:interface}: Handshake for peer %{int:peer} (%{ip:src_ip}:%{int:src_port}) did not complete',
      { vpn_action: 'handshake', outcome: 'failure' },
    ],
  ],
  [{ category: 'vpn' }],
  /(?:\[ {0,8}\d{1,10}\.\d{1,9}\] )?/y,
)

/** strongSwan's charon: `06[IKE] ...` (docs.strongswan.org, logger configuration). */
export const strongswan: Dialect = dialect(
  'strongswan',
  [
    [
      'IKE_SA %{word:connection} established between %{ip:dst_ip}[%{text:local_id}]...%{ip:src_ip}[%{text:user}]',
      succeeded,
      vpnLogin,
    ],
    ['EAP method %{word:method} failed for peer %{rest:user}', failed, vpnLogin],
    ['EAP method %{word:method} succeeded, %{rest}', { vpn_action: 'authentication', outcome: 'success' }],
    [
      "authentication of '%{text:user}' with %{text:method} successful",
      { vpn_action: 'authentication', outcome: 'success' },
    ],
    ["authentication of '%{text:user}' with %{text:method} failed", failed, vpnLogin],
    ["XAuth authentication of '%{text:user}' successful", { vpn_action: 'authentication', outcome: 'success' }],
    ["XAuth authentication of '%{text:user}' failed", failed, vpnLogin],
    ["tried %{int:tried} shared keys for '%{text:local_id}' - '%{text:user}', but MAC mismatched", failed, vpnLogin],
    ["no trusted %{word:method} public key found for '%{text:user}'", failed, vpnLogin],
    ['%{ip:src_ip} is initiating an IKE_SA', { vpn_action: 'handshake' }],
    ['%{ip:src_ip} is initiating a %{word:mode} Mode IKE_SA', { vpn_action: 'handshake' }],
    [
      'deleting IKE_SA %{word:connection} between %{ip:dst_ip}[%{text:local_id}]...%{ip:src_ip}[%{text:user}]',
      ended,
      vpnLogout,
    ],
    ['received %{word:notify} notify error', { vpn_action: 'authentication', outcome: 'failure' }],
  ],
  [{ category: 'vpn' }],
  /(?:\d{2}\[[A-Z]{3}\] )?(?:<[\w.|-]{1,64}> )?/y,
)
