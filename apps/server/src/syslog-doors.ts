import { join } from 'node:path'
import type { Config } from './config/index.ts'
import type { SyslogListeners } from './receive/index.ts'
import { clientAuthority, tlsIdentity } from './tls/identity.ts'

/** RFC 5425 §4.1: the port registered for syslog over TLS. */
const registered = 6514

/** Which doors for syslog the settings open, with the identity that the one over TLS shows. */
export async function syslogDoors(
  { http, syslog, tls }: Pick<Config, 'http' | 'syslog' | 'tls'>,
  dataDir: string,
  now: number,
): Promise<SyslogListeners> {
  if (!syslog.enabled) return {}
  const host = syslog.host ?? http.host
  const plain = { host, port: syslog.port }
  const udp = syslog.udp ? { host, port: syslog.udpPort ?? syslog.port } : undefined
  if (!syslog.tls) return { syslog: plain, udp }
  const { key, cert, authority } = await tlsIdentity(tls, join(dataDir, 'tls'), now)
  return {
    syslog: plain,
    udp,
    tls: {
      host,
      port: syslog.tlsPort ?? (syslog.port === 0 ? 0 : registered),
      identity: {
        key,
        cert,
        clientAuthority: clientAuthority(tls) ?? authority,
        clientCertificate: tls.clientCertificate,
      },
    },
  }
}
