import type { LogSource } from '@tocsin/event'
import { auditd } from '../auditd/auditd.ts'
import { backupPrograms } from '../backup/backup.ts'
import { cef, leef } from '../cef/cef.ts'
import { cisco } from '../cisco/cisco.ts'
import { mariadb, postgresql } from '../database/database.ts'
import { kea, windhcp } from '../dhcp/dhcp.ts'
import { exchange } from '../exchange/exchange.ts'
import { filterlog } from '../firewall/filterlog.ts'
import { fortigate } from '../firewall/fortigate.ts'
import { netfilter } from '../firewall/netfilter.ts'
import { proxmox } from '../hypervisor/proxmox.ts'
import { esxShell, vmware } from '../hypervisor/vmware.ts'
import { keycloak } from '../keycloak/keycloak.ts'
import { dovecot, postfix } from '../mail/mail.ts'
import { mssql } from '../mssql/mssql.ts'
import { bind, dhcpd, dnsmasq, unbound } from '../names/names.ts'
import { oracle } from '../oracle/oracle.ts'
import { freeradius } from '../radius/freeradius.ts'
import { hostapd } from '../radius/hostapd.ts'
import { nps } from '../radius/nps.ts'
import { stormshield } from '../stormshield/stormshield.ts'
import { openvpn, strongswan, wireguard } from '../vpn/vpn.ts'
import { web } from '../web/access.ts'
import { windns } from '../windns/windns.ts'
import { type Aliases, type Dialect, distinct, type Put, type Said } from '../wire/dialect.ts'
import { readAccounts } from './accounts.ts'
import { readPam, readSshd } from './sshd.ts'
import { readCron, readSu, readSudo } from './sudo.ts'

/** A program whose messages have a logsource of their own, and a reader of what it says where we have one. */
export interface Program extends Said {
  /** Where it recognises more than the program, that is what the message is. */
  readonly read?: (text: string, body: number, put: Put) => Said | undefined
}

const syslog: LogSource = { product: 'linux', service: 'syslog' }
const auth: LogSource = { product: 'linux', service: 'auth' }

function service(name: string, ...more: readonly LogSource[]): readonly LogSource[] {
  return [{ product: 'linux', service: name }, ...more]
}

/** A reader that only adds fields. */
function adding(...readers: readonly ((text: string, body: number, put: Put) => void)[]): Required<Program>['read'] {
  return (text, body, put) => {
    for (const read of readers) read(text, body, put)
    return undefined
  }
}

/** A program that speaks a dialect; what is not of it is a message of that service. */
function speaking(dialect: Dialect, logsources: readonly LogSource[]): Program {
  return { logsources, read: dialect.read }
}

// The names of sudo's own line, which Sigma's rules use.
const sudoNames: Aliases = [
  ['USER', 'run_as'],
  ['TTY', 'tty'],
  ['PWD', 'pwd'],
  ['COMMAND', 'command'],
]

const other: Program = { logsources: [syslog] }
const sshd: Program = { logsources: service('sshd', auth), read: adding(readPam, readSshd) }
const su: Program = { logsources: service('su', auth), read: adding(readSu) }
const cron: Program = { logsources: service('cron'), read: adding(readCron) }
const systemd: Program = { logsources: service('systemd', syslog) }
const audit = speaking(auditd, service('auditd'))
const accounts: Program = { logsources: [auth], read: readAccounts }
const clamav: Program = { logsources: service('clamav') }
const kernel: Program = {
  logsources: service('kernel', syslog),
  read: (text, body, put) => netfilter.read(text, body, put) ?? wireguard.read(text, body, put),
}
const named = speaking(bind, [{ product: 'bind', service: 'named' }])
const resolving = (dialect: Dialect) => speaking(dialect, [{ product: dialect.id }])
const apache = speaking(web, [{ product: 'apache', service: 'apache' }])

// Sigma taxonomy appendix 2.1.0, Linux folder; the others are ours.
const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['sshd', sshd],
  // OpenSSH 9.8 split the daemon.
  ['sshd-session', sshd],
  ['sshd-auth', sshd],
  ['sudo', { logsources: service('sudo', auth), aliases: sudoNames, read: adding(readSudo) }],
  ['su', su],
  ['su-l', su],
  ['cron', cron],
  ['crond', cron],
  ['crontab', cron],
  ['anacron', cron],
  ['systemd', systemd],
  ['systemd-logind', { logsources: [auth, ...systemd.logsources] }],
  ['auditd', audit],
  ['audisp-syslog', audit],
  ['audispd', audit],
  ['audit', audit],
  ['clamd', clamav],
  ['clamav', clamav],
  ['freshclam', clamav],
  ['vsftpd', { logsources: service('vsftpd') }],
  ['guacd', { logsources: service('guacamole') }],
  ['login', { logsources: [auth], read: adding(readPam) }],
  ...[
    'passwd',
    'chpasswd',
    'chage',
    'useradd',
    'usermod',
    'userdel',
    'groupadd',
    'groupmod',
    'groupdel',
    'gpasswd',
  ].map((name) => [name, accounts] as const),
  ['kernel', kernel],
  ['ulogd', kernel],
  ['filterlog', speaking(filterlog, [{ product: 'pfsense' }])],
  ['dnsmasq', resolving(dnsmasq)],
  ['dnsmasq-dhcp', resolving(dnsmasq)],
  ['dhcpd', resolving(dhcpd)],
  ['named', named],
  ['unbound', resolving(unbound)],
  ['postfix/', speaking(postfix, [{ product: 'postfix' }])],
  ['dovecot', speaking(dovecot, [{ product: 'dovecot' }])],
  ['postgres', speaking(postgresql, [{ product: 'postgresql' }])],
  ['postgresql', speaking(postgresql, [{ product: 'postgresql' }])],
  ['mariadbd', speaking(mariadb, [{ product: 'mariadb' }])],
  ['mysqld', speaking(mariadb, [{ product: 'mariadb' }])],
  ['mysql-server_auditing', speaking(mariadb, [{ product: 'mariadb' }])],
  ['openvpn', speaking(openvpn, [{ product: 'openvpn' }])],
  ['charon', speaking(strongswan, [{ product: 'strongswan' }])],
  ['charon-systemd', speaking(strongswan, [{ product: 'strongswan' }])],
  ['ipsec', speaking(strongswan, [{ product: 'strongswan' }])],
  ['keycloak', speaking(keycloak, [{ product: 'keycloak' }])],
  ['nginx', speaking(web, [{ product: 'nginx', service: 'nginx' }])],
  ['apache', apache],
  ['apache2', apache],
  ['httpd', apache],
  ...['radiusd', 'freeradius'].map((name) => [name, resolving(freeradius)] as const),
  ['hostapd', resolving(hostapd)],
  ...['kea-dhcp4', 'kea-dhcp6', 'kea'].map((name) => [name, resolving(kea)] as const),
  ...['hostd', 'vobd', 'vpxd', 'vpxa', 'vpxd-main'].map((name) => [name, resolving(vmware)] as const),
  ...['shell', 'esxshell'].map((name) => [name, speaking(esxShell, [syslog])] as const),
  ...['pvedaemon', 'pveproxy', 'pvestatd', 'pvesh'].map((name) => [name, resolving(proxmox)] as const),
  ...backupPrograms.map(([name, dialect]) => [name, speaking(dialect, [{ product: dialect.id }])] as const),
])

const dialects: readonly Dialect[] = [
  ...[auditd, cef, leef, cisco, mariadb, postgresql, filterlog, fortigate, netfilter, dovecot, postfix, bind, dhcpd],
  ...[freeradius, hostapd, nps, kea, windhcp, windns, exchange, mssql, oracle, stormshield, vmware, esxShell, proxmox],
  ...[dnsmasq, unbound, openvpn, strongswan, wireguard, web, keycloak, ...backupPrograms.map(([, dialect]) => dialect)],
]

export const syslogLogsources: readonly LogSource[] = distinct([
  syslog,
  ...[...programs.values()].flatMap((program) => program.logsources),
  ...dialects.flatMap((dialect) => dialect.logsources),
])

/** The program of a header's APP-NAME or tag, which may be a path and in any case (`/USR/SBIN/CRON`). */
export function programOf(app: string | undefined): Program {
  if (app === undefined) return other
  const slash = app.lastIndexOf('/')
  const known = programs.get(app.slice(slash + 1).toLowerCase())
  if (known !== undefined) return known
  // `postfix/smtpd`, `postfix/submission/smtpd`; `ovpn-server1`, as distributions name instances.
  if (slash > 0) return programs.get(app.slice(0, app.indexOf('/') + 1).toLowerCase()) ?? other
  return app.startsWith('ovpn-') ? (programs.get('openvpn') ?? other) : other
}

/** The dialect that a message without a known program is of, by its first byte. */
export function dialectOf(app: string | undefined, text: string, body: number): Dialect | undefined {
  switch (text.charCodeAt(body)) {
    case 67: // C
      return text.startsWith('CEF:', body) ? cef : undefined
    case 76: // L
      return text.startsWith('LEEF:', body) ? leef : undefined
    case 37: // %
    case 58: // : as the ASA writes it behind its name
      return cisco
    case 100: // d
    case 108: // l
      return app === undefined ? fortigate : undefined
    case 79: // O
      return text.startsWith('Oracle ', body) ? oracle : app === undefined ? web : undefined
    case 105: // i
      return text.startsWith('id=firewall ', body) ? stormshield : app === undefined ? web : undefined
    case 110: // n
    case 116: // t
      return auditd
    default:
      return app === undefined ? web : undefined
  }
}
