import { join } from 'node:path'
import type { Config } from './config/index.ts'
import type { Listeners } from './receive/index.ts'
import { clientAuthority, tlsIdentity } from './tls/identity.ts'

/** RFC 5425 §4.1: the port registered for syslog over TLS. */
const sealedPort = 6514
/** Where Beats and Logstash look for each other. */
const beatsPort = 5044

/** Which doors the settings open beside HTTP, with the identity that those over TLS show. */
export async function listeners(
  { http, syslog, lumberjack, tls }: Pick<Config, 'http' | 'syslog' | 'lumberjack' | 'tls'>,
  dataDir: string,
  now: number,
): Promise<Listeners> {
  const sealed = (syslog.enabled && syslog.tls) || (lumberjack.enabled && lumberjack.tls)
  const identity = sealed ? await identityFor(tls, dataDir, now) : undefined
  const host = syslog.host ?? http.host
  const [plain, datagrams] = [syslog.enabled, syslog.enabled && syslog.udp]
  return {
    syslog: plain ? { host, port: syslog.port } : undefined,
    udp: datagrams ? { host, port: syslog.udpPort ?? syslog.port } : undefined,
    tls:
      plain && syslog.tls && identity !== undefined
        ? { host, port: syslog.tlsPort ?? (syslog.port === 0 ? 0 : sealedPort), identity }
        : undefined,
    lumberjack: lumberjack.enabled
      ? {
          host: lumberjack.host ?? http.host,
          port: lumberjack.port ?? (http.port === 0 ? 0 : beatsPort),
          tls: lumberjack.tls ? identity : undefined,
        }
      : undefined,
  }
}

async function identityFor(tls: Config['tls'], dataDir: string, now: number) {
  const { key, cert, authority } = await tlsIdentity(tls, join(dataDir, 'tls'), now)
  const trusted = clientAuthority(tls) ?? authority
  return { key, cert, clientAuthority: trusted, clientCertificate: tls.clientCertificate }
}
