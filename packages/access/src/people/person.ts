import { foldedName } from './pseudonym.ts'

/**
 * Whether an account's name may be a person's.
 *
 * Accounts that come with a system name nobody, and hiding them would hide what an analyst must see: `root` that signs in,
 * a machine's own account (`SRV-01$`).
 */
export function mayNamePerson(name: string): boolean {
  const folded = foldedName(name)
  if (folded.length === 0 || folded.length > 255 || folded.endsWith('$')) return false
  const bare = folded.slice(folded.lastIndexOf('\\') + 1)
  return !ofSystems.has(bare)
}

// Windows well-known principals ([MS-DTYP] §2.4.2.4), accounts of Debian's base-passwd, and those of common services.
const ofSystems = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody systemd-network
  systemd-resolve systemd-timesync messagebus sshd syslog _apt ntp postfix dovecot mysql postgres redis nginx apache tomcat
  git ftp anonymous guest admin administrator administrateur system local service network localsystem localservice
  networkservice operator user test invalid none unknown null n/a - (unknown)`
    .split(/\s+/)
    .concat(['local service', 'network service', 'anonymous logon', 'nt authority', 'default account']),
)
