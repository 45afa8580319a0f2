import type { Said } from '../wire/dialect.ts'
import type { Phrase } from '../wire/phrases.ts'

const firewall = [{ category: 'firewall' }]
const denied: Said = { logsources: firewall, kind: [4001, 5] }
const passed: Said = { logsources: firewall, kind: [4001, 6] }
const signIn: Said = { logsources: [], kind: [3002, 1] }
const command: Said = { logsources: [], kind: [1007, 1] }
const failed = { action: 'login', outcome: 'failure' }
const succeeded = { action: 'login', outcome: 'success' }

/** What IOS, IOS XE and NX-OS say of logins, changes and access lists (Cisco IOS XE System Message Guide). */
export const messages: readonly Phrase[] = [
  [
    'list %{word:access_group} denied %{word:protocol} %{ip:src_ip}(%{int:src_port}) -> %{ip:dst_ip}(%{int:dst_port})',
    { action: 'deny' },
    denied,
  ],
  ['list %{word:access_group} denied %{word:protocol} %{ip:src_ip} -> %{ip:dst_ip}', { action: 'deny' }, denied],
  [
    'list %{word:access_group} permitted %{word:protocol} %{ip:src_ip}(%{int:src_port}) -> %{ip:dst_ip}(%{int:dst_port})',
    { action: 'accept' },
    passed,
  ],
  ['list %{word:access_group} permitted %{word:protocol} %{ip:src_ip} -> %{ip:dst_ip}', { action: 'accept' }, passed],
  [
    'Login failed [user: %{text:user}] [Source: %{ip:src_ip}] [localport: %{int:dst_port}] [Reason: %{text:reason}]',
    failed,
    signIn,
  ],
  ['Login Success [user: %{text:user}] [Source: %{ip:src_ip}] [localport: %{int:dst_port}]', succeeded, signIn],
  [
    'Configured from %{text:application} by %{word:user} on %{word:tty} (%{ip:src_ip})',
    { action: 'configured' },
    command,
  ],
  ['Configured from %{text:application} by %{rest:user}', { action: 'configured' }, command],
  ['User:%{text:user}  logged command:%{rest:command}', { action: 'command' }, command],
  [
    'Authentication failure for %{word:protocol} req from host %{ip:src_ip}',
    { action: 'authentication', outcome: 'failure' },
    signIn,
  ],
  // %DOT1X, %MAB, %AUTHMGR, %SESSION_MGR: who was let onto a port (IEEE 802.1X).
  ['Authentication failed for client (%{text:src_mac}) on Interface %{word:interface}', failed, signIn],
  ['Authentication successful for client (%{text:src_mac}) on Interface %{word:interface}', succeeded, signIn],
  [
    'Authorization failed or unapplied for client (%{text:src_mac}) on Interface %{word:interface}',
    { action: 'authorisation', outcome: 'failure' },
    signIn,
  ],
  [
    'Authorization succeeded for client (%{text:src_mac}) on Interface %{word:interface}',
    { action: 'authorisation', outcome: 'success' },
    signIn,
  ],
  ['neighbor %{ip:src_ip} %{rest:state}', { action: 'neighbour' }],
  ['Interface %{text:interface}, changed state to %{rest:state}', { action: 'link' }],
  ['Line protocol on Interface %{text:interface}, changed state to %{rest:state}', { action: 'link' }],
  [
    'Security violation occurred, caused by MAC address %{word:src_mac} on port %{word:interface}',
    { action: 'port-security' },
  ],
]
