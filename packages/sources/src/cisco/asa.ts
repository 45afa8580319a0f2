import { vpnLogin, vpnLogout } from '../vpn/meanings.ts'
import type { Said } from '../wire/dialect.ts'
import type { Phrase } from '../wire/phrases.ts'

const firewall = [{ category: 'firewall' }]
const denied: Said = { logsources: firewall, kind: [4001, 5] }
const opened: Said = { logsources: firewall, kind: [4001, 1] }
const closed: Said = { logsources: firewall, kind: [4001, 2] }
const signIn: Said = { logsources: [], kind: [3002, 1] }
const command: Said = { logsources: [{ product: 'cisco', service: 'aaa' }], kind: [1007, 1] }
export const plain: Said = { logsources: [] }

const deny = { action: 'deny' }
const accept = { action: 'accept' }
const failed = { action: 'login', outcome: 'failure' }
const succeeded = { action: 'login', outcome: 'success' }

const built: Phrase = [
  'Built %{word:direction} %{word:protocol} connection %{word:session} for %{text:src_zone}:%{ip:src_ip}/%{int:src_port} (%{text}) to %{text:dst_zone}:%{ip:dst_ip}/%{int:dst_port} (',
  accept,
  opened,
]
const teardown: Phrase = [
  'Teardown %{word:protocol} connection %{word:session} for %{text:src_zone}:%{ip:src_ip}/%{int:src_port} to %{text:dst_zone}:%{ip:dst_ip}/%{int:dst_port} duration %{word:duration} bytes %{int:bytes_out}',
  { action: 'close' },
  closed,
]
const aclDenied: Phrase[] = [
  [
    'Deny %{word:protocol} src %{text:src_zone}:%{ip:src_ip}/%{int:src_port} dst %{text:dst_zone}:%{ip:dst_ip}/%{int:dst_port} by access-group "%{text:access_group}"',
    deny,
    denied,
  ],
  [
    'Deny %{word:protocol} src %{text:src_zone}:%{ip:src_ip} dst %{text:dst_zone}:%{ip:dst_ip} (type %{int:icmp_type}, code %{int:icmp_code}) by access-group "%{text:access_group}"',
    deny,
    denied,
  ],
  ['Deny %{word:protocol} src %{text:src_zone}:%{ip:src_ip} dst %{text:dst_zone}:%{ip:dst_ip}', deny, denied],
]

/** Cisco Secure Firewall ASA Series Syslog Messages: the ones that say who did what, by number. */
export const messages: Readonly<Record<string, readonly Phrase[]>> = {
  '106001': [
    [
      'Inbound TCP connection denied from %{ip:src_ip}/%{int:src_port} to %{ip:dst_ip}/%{int:dst_port} flags %{text:flags} on interface %{rest:src_zone}',
      { ...deny, protocol: 'tcp' },
      denied,
    ],
  ],
  '106006': [
    [
      'Deny inbound UDP from %{ip:src_ip}/%{int:src_port} to %{ip:dst_ip}/%{int:dst_port}',
      { ...deny, protocol: 'udp' },
      denied,
    ],
  ],
  '106007': [
    [
      'Deny inbound UDP from %{ip:src_ip}/%{int:src_port} to %{ip:dst_ip}/%{int:dst_port}',
      { ...deny, protocol: 'udp' },
      denied,
    ],
  ],
  '106014': [
    [
      'Deny inbound icmp src %{text:src_zone}:%{ip:src_ip} dst %{text:dst_zone}:%{ip:dst_ip}',
      { ...deny, protocol: 'icmp' },
      denied,
    ],
  ],
  '106015': [
    [
      'Deny TCP (no connection) from %{ip:src_ip}/%{int:src_port} to %{ip:dst_ip}/%{int:dst_port} flags %{text:flags}  on interface %{rest:src_zone}',
      { ...deny, protocol: 'tcp' },
      denied,
    ],
    [
      'Deny TCP (no connection) from %{ip:src_ip}/%{int:src_port} to %{ip:dst_ip}/%{int:dst_port}',
      { ...deny, protocol: 'tcp' },
      denied,
    ],
  ],
  '106021': [
    [
      'Deny %{word:protocol} reverse path check from %{ip:src_ip} to %{ip:dst_ip} on interface %{rest:src_zone}',
      deny,
      denied,
    ],
  ],
  '106023': aclDenied,
  '106100': [
    [
      'access-list %{word:access_group} denied %{word:protocol} %{text:src_zone}/%{ip:src_ip}(%{int:src_port}) -> %{text:dst_zone}/%{ip:dst_ip}(%{int:dst_port})',
      deny,
      denied,
    ],
    [
      'access-list %{word:access_group} permitted %{word:protocol} %{text:src_zone}/%{ip:src_ip}(%{int:src_port}) -> %{text:dst_zone}/%{ip:dst_ip}(%{int:dst_port})',
      accept,
      opened,
    ],
  ],
  '302013': [built],
  '302015': [built],
  '302014': [teardown],
  '302016': [teardown],
  '710003': [
    [
      '%{word:protocol} access denied by ACL from %{ip:src_ip}/%{int:src_port} to %{text:dst_zone}:%{ip:dst_ip}/%{int:dst_port}',
      deny,
      denied,
    ],
  ],
  '733100': [['[%{text:object}] drop rate-%{int:rate} exceeded']],
  '605004': [
    [
      'Login denied from %{ip:src_ip}/%{int:src_port} to %{text:dst_zone}:%{ip:dst_ip}/%{word:service} for user "%{text:user}"',
      failed,
      signIn,
    ],
  ],
  '605005': [
    [
      'Login permitted from %{ip:src_ip}/%{int:src_port} to %{text:dst_zone}:%{ip:dst_ip}/%{word:service} for user "%{text:user}"',
      succeeded,
      signIn,
    ],
  ],
  '113004': [['AAA user %{word} Successful : server = %{text:server} : user = %{rest:user}', succeeded, signIn]],
  '113012': [['AAA user authentication Successful : local database : user = %{rest:user}', succeeded, signIn]],
  '113005': [
    [
      'AAA user authentication Rejected : reason = %{text:reason} : server = %{text:server} : user = %{text:user} : user IP = %{ip:src_ip}',
      { ...failed, vpn_action: 'login' },
      vpnLogin,
    ],
    [
      'AAA user authentication Rejected : reason = %{text:reason} : server = %{text:server} : user = %{rest:user}',
      failed,
      signIn,
    ],
  ],
  '113015': [
    [
      'AAA user authentication Rejected : reason = %{text:reason} : local database : user = %{text:user} : user IP = %{ip:src_ip}',
      { ...failed, vpn_action: 'login' },
      vpnLogin,
    ],
    [
      'AAA user authentication Rejected : reason = %{text:reason} : local database : user = %{rest:user}',
      failed,
      signIn,
    ],
  ],
  '113019': [
    [
      'Group = %{text:group}, Username = %{text:user}, IP = %{ip:src_ip}, Session disconnected.',
      { vpn_action: 'logout' },
      vpnLogout,
    ],
  ],
  '113039': [
    [
      'Group <%{text:group}> User <%{text:user}> IP <%{ip:src_ip}> AnyConnect parent session started',
      { ...succeeded, vpn_action: 'login' },
      vpnLogin,
    ],
  ],
  '716001': [
    [
      'Group <%{text:group}> User <%{text:user}> IP <%{ip:src_ip}> WebVPN session started',
      { ...succeeded, vpn_action: 'login' },
      vpnLogin,
    ],
  ],
  '716039': [
    [
      'Group <%{text:group}> User <%{text:user}> IP <%{ip:src_ip}> Authentication: rejected',
      { ...failed, vpn_action: 'login' },
      vpnLogin,
    ],
  ],
  '722051': [
    [
      'Group <%{text:group}> User <%{text:user}> IP <%{ip:src_ip}> IPv4 Address <%{ip:assigned_ip}>',
      {},
      { logsources: [{ category: 'vpn' }] },
    ],
  ],
  '111008': [["User '%{text:user}' executed the '%{last:command}' command", {}, command]],
  '111009': [["User '%{text:user}' executed cmd: %{rest:command}", {}, command]],
  '111010': [
    [
      "User '%{text:user}', running '%{text:application}' from IP %{ip:src_ip}, executed '%{last:command}'",
      {},
      command,
    ],
  ],
}
