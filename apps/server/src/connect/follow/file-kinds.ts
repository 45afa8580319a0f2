/** Decoders by what a log file is called, the first that fits. */
const kinds: readonly (readonly [pattern: RegExp, decoder: string])[] = [
  [/\/audit\/audit\.log$/, 'auditd'],
  [/\/(?:nginx|apache2|httpd|caddy|traefik)\/[^/]*$/, 'web'],
  [/\/postgresql\/[^/]*\.json$/, 'json'],
  [/\/postgresql\//, 'postgresql'],
  [/\/(?:mysql|mariadb)\/|server_audit\.log$/, 'mariadb'],
  [/\/suricata\/|\beve[^/]*\.json$/, 'suricata'],
  [/\/(?:zeek|bro)\//, 'zeek'],
  [/\/openvpn\//, 'openvpn'],
  [/dnsmasq[^/]*$/, 'dnsmasq'],
  [/unbound[^/]*$/, 'unbound'],
  [/\/(?:named|bind)\/|named[^/]*\.log$/, 'bind'],
  [/modsec[^/]*$/, 'modsecurity'],
  [/\/dovecot[^/]*$/, 'dovecot'],
  [/(?:access|error)[_.-]?log$/, 'web'],
  [/\.(?:json|ndjson|jsonl)$/, 'json'],
]

/** The decoder for a file that nobody named one for: by its name, else syslog, which reads any line. */
export function decoderOfFile(path: string): string {
  return kinds.find(([pattern]) => pattern.test(path))?.[1] ?? 'syslog'
}
