import type { Words } from '@tocsin/kit'
import type { ConnectionInput } from './connection.ts'

/** A connection that can be added as it is. */
export interface ConnectionPreset {
  readonly id: string
  readonly words: Words
  readonly connection: ConnectionInput
}

export const connectionPresets: readonly ConnectionPreset[] = [
  {
    id: 'this-host-logs',
    words: { en: 'The logs of this machine (/var/log)', fr: 'Les journaux de cette machine (/var/log)' },
    connection: {
      kind: 'follow',
      name: 'This machine',
      source: 'this-host',
      decoder: 'auto',
      paths: [
        ...['auth.log', 'secure', 'syslog', 'messages', 'kern.log', 'daemon.log', 'user.log', 'cron.log', 'cron'],
        ...['mail.log', 'maillog', 'ufw.log', 'fail2ban.log', 'dpkg.log', 'dnsmasq.log', 'audit/audit.log'],
        ...['nginx/*.log', 'apache2/*.log', 'httpd/*log', 'mysql/*.log', 'mariadb/*.log', 'postgresql/*.log'],
        ...[
          'postgresql/*.csv',
          'postgresql/*.json',
          'suricata/eve.json',
          'openvpn/*.log',
          'samba/log.*',
          'clamav/*.log',
          'rkhunter.log',
        ],
      ].map((path) => `/var/log/${path}`),
    },
  },
  {
    id: 'this-host-journal',
    words: { en: 'The journal of this machine (systemd)', fr: 'Le journal de cette machine (systemd)' },
    connection: { kind: 'journal', name: 'Journal of this machine', source: 'this-host' },
  },
]
