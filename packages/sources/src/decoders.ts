import type { Decoder, LogSource } from '@tocsin/event'
import { auditd } from './auditd/index.ts'
import { borg, restic, veeam } from './backup/index.ts'
import { cef, leef } from './cef/index.ts'
import { chirpstack } from './chirpstack/index.ts'
import { cisco } from './cisco/index.ts'
import { azure, cloudtrail, m365 } from './cloud/index.ts'
import { mariadb, postgresql } from './database/index.ts'
import { kea, windhcp } from './dhcp/index.ts'
import { beats, bulk, hec, otlp } from './envelope/index.ts'
import { exchange } from './exchange/index.ts'
import { filterlog, fortigate, netfilter } from './firewall/index.ts'
import { gitlab } from './gitlab/index.ts'
import { proxmox, vmware } from './hypervisor/index.ts'
import { journal } from './journal/index.ts'
import { json, jsonLogsources } from './json/index.ts'
import { keycloak } from './keycloak/index.ts'
import { dovecot, postfix } from './mail/index.ts'
import { mssql } from './mssql/index.ts'
import { bind, dhcpd, dnsmasq, unbound } from './names/index.ts'
import { oracle } from './oracle/index.ts'
import { freeradius, hostapd, nps } from './radius/index.ts'
import { crowdstrike, defender, modsecurity, wazuh } from './security/index.ts'
import { stormshield } from './stormshield/index.ts'
import { suricata } from './suricata/index.ts'
import { syslog, syslogLogsources } from './syslog/index.ts'
import { thingsStack } from './things-stack/index.ts'
import { ownLogsources, tocsin } from './tocsin/index.ts'
import { openvpn, strongswan, wireguard } from './vpn/index.ts'
import { web } from './web/index.ts'
import { windns } from './windns/index.ts'
import { windows, windowsLogsources } from './windows/index.ts'
import { distinct } from './wire/dialect.ts'
import { zeek, zeekLogsources } from './zeek/index.ts'

/** Every format that we read. Pure: loads nothing else, works in any thread. */
export const decoders: readonly Decoder[] = [
  ...[json, windows, zeek, syslog],
  ...[cef, leef, auditd, suricata, web, netfilter, filterlog, fortigate, cisco],
  ...[dnsmasq, dhcpd, bind, unbound, postfix, dovecot, postgresql, mariadb, openvpn, wireguard, strongswan],
  ...[keycloak, cloudtrail, m365, azure, modsecurity, wazuh, defender, crowdstrike, borg, restic, veeam],
  ...[freeradius, hostapd, nps, kea, windhcp, windns, exchange, mssql, oracle, stormshield, vmware, proxmox, gitlab],
  ...[chirpstack, thingsStack],
  ...[hec, bulk, beats, otlp, journal],
  tocsin,
]

/** What control centres of a city state of their journals (docs/guide/senders.md): no format tells them by its look. */
const controlLogsources: readonly LogSource[] = [
  { product: 'traffic', service: 'command' },
  { product: 'traffic', service: 'state' },
  { product: 'water', service: 'command' },
  { product: 'water', service: 'reading' },
]

/**
 * Everything that these decoders stamp without being told: a rule that asks for anything else speaks only where a sender
 * states its logsource (`json`) or names its product (`cef`, `leef`).
 */
export const knownLogsources: readonly LogSource[] = distinct([
  ...jsonLogsources,
  ...windowsLogsources,
  ...zeekLogsources,
  ...syslogLogsources,
  ...ownLogsources,
  ...controlLogsources,
])
