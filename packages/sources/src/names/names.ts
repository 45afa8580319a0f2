import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { type Phrase, phrases, type ReadPhrase } from '../wire/phrases.ts'

const dns: readonly LogSource[] = [{ category: 'dns' }, { category: 'network', service: 'dns' }]

function meanings(product: string) {
  // OCSF 1.3: 4003 DNS Activity (1 query, 2 response), 4004 DHCP Activity.
  const base = { product, aliases: ecs }
  const logsources = [{ product, category: 'dns' }, ...dns]
  return {
    query: { ...base, logsources, kind: [4003, 1] } satisfies Said,
    answer: { ...base, logsources, kind: [4003, 2] } satisfies Said,
    lease: { product, logsources: [{ product, service: 'dhcp' }], kind: [4004, 99] } satisfies Said,
  }
}

const ecs: NonNullable<Said['aliases']> = [
  ['source.ip', 'src_ip'],
  ['source.port', 'src_port'],
  ['dns.question.name', 'query'],
  ['dns.question.type', 'record_type'],
]

function dialect(id: string, read: ReadPhrase, skip: RegExp): Dialect {
  const readAll = (text: string, start: number, put: Put) => {
    skip.lastIndex = start
    return read(text, start + (skip.exec(text)?.[0].length ?? 0), put)
  }
  const own: readonly LogSource[] = [
    { product: id },
    { product: id, service: 'dhcp' },
    { product: id, category: 'dns' },
  ]
  return { id, logsources: [...own, ...dns], read: readAll }
}

const leases = (said: Said): readonly Phrase[] => [
  ['DHCPDISCOVER(%{word:interface}) %{ip:src_ip} %{word:src_mac}', { action: 'discover' }, said],
  ['DHCPDISCOVER(%{word:interface}) %{word:src_mac}', { action: 'discover' }, said],
  ['DHCPOFFER(%{word:interface}) %{ip:src_ip} %{word:src_mac}', { action: 'offer' }, said],
  ['DHCPREQUEST(%{word:interface}) %{ip:src_ip} %{word:src_mac}', { action: 'request' }, said],
  ['DHCPACK(%{word:interface}) %{ip:src_ip} %{word:src_mac} %{word:src_host}', { action: 'ack' }, said],
  ['DHCPACK(%{word:interface}) %{ip:src_ip} %{word:src_mac}', { action: 'ack' }, said],
  ['DHCPNAK(%{word:interface}) %{ip:src_ip} %{word:src_mac} %{rest:reason}', { action: 'nak' }, said],
  ['DHCPRELEASE(%{word:interface}) %{ip:src_ip} %{word:src_mac}', { action: 'release' }, said],
]

const masq = meanings('dnsmasq')
/** dnsmasq with `log-queries` (or `=extra`, which puts serial and requestor in front) and DHCP. */
export const dnsmasq: Dialect = dialect(
  'dnsmasq',
  phrases(
    [
      ['query[%{text:record_type}] %{word:query} from %{ip:src_ip}', { action: 'query' }, masq.query],
      ['forwarded %{word:query} to %{ip:dst_ip}', { action: 'forwarded' }, masq.query],
      ['reply %{word:query} is %{rest:answer}', { action: 'reply' }, masq.answer],
      ['cached %{word:query} is %{rest:answer}', { action: 'cached' }, masq.answer],
      ['config %{word:query} is %{rest:answer}', { action: 'config' }, masq.answer],
      ['possible DNS-rebind attack detected: %{word:query}', { action: 'rebind' }, masq.answer],
      ...leases(masq.lease),
    ],
    masq.query,
  ),
  /(?:\d{1,12} [\da-fA-F.:]{2,45}\/\d{1,5} )?/y,
)

const isc = meanings('dhcpd')
/** ISC dhcpd. */
export const dhcpd: Dialect = dialect(
  'dhcpd',
  phrases(
    [
      ['DHCPDISCOVER from %{word:src_mac} (%{text:src_host}) via %{rest:interface}', { action: 'discover' }, isc.lease],
      ['DHCPDISCOVER from %{word:src_mac} via %{rest:interface}', { action: 'discover' }, isc.lease],
      [
        'DHCPOFFER on %{ip:src_ip} to %{word:src_mac} (%{text:src_host}) via %{rest:interface}',
        { action: 'offer' },
        isc.lease,
      ],
      ['DHCPOFFER on %{ip:src_ip} to %{word:src_mac} via %{rest:interface}', { action: 'offer' }, isc.lease],
      [
        'DHCPREQUEST for %{ip:src_ip} (%{ip:dst_ip}) from %{word:src_mac} (%{text:src_host}) via %{rest:interface}',
        { action: 'request' },
        isc.lease,
      ],
      [
        'DHCPREQUEST for %{ip:src_ip} (%{ip:dst_ip}) from %{word:src_mac} via %{rest:interface}',
        { action: 'request' },
        isc.lease,
      ],
      [
        'DHCPREQUEST for %{ip:src_ip} from %{word:src_mac} (%{text:src_host}) via %{rest:interface}',
        { action: 'request' },
        isc.lease,
      ],
      ['DHCPREQUEST for %{ip:src_ip} from %{word:src_mac} via %{rest:interface}', { action: 'request' }, isc.lease],
      [
        'DHCPACK on %{ip:src_ip} to %{word:src_mac} (%{text:src_host}) via %{rest:interface}',
        { action: 'ack' },
        isc.lease,
      ],
      ['DHCPACK on %{ip:src_ip} to %{word:src_mac} via %{rest:interface}', { action: 'ack' }, isc.lease],
      ['DHCPNAK on %{ip:src_ip} to %{word:src_mac} via %{rest:interface}', { action: 'nak' }, isc.lease],
      [
        'DHCPRELEASE of %{ip:src_ip} from %{word:src_mac} (%{text:src_host}) via %{rest:interface}',
        { action: 'release' },
        isc.lease,
      ],
      ['DHCPRELEASE of %{ip:src_ip} from %{word:src_mac} via %{rest:interface}', { action: 'release' }, isc.lease],
    ],
    isc.lease,
  ),
  /(?:)/y,
)

const nine = meanings('bind')
/** BIND 9: category queries, and refusals of category security. Its files put date, `queries:` and `info:` in front. */
export const bind: Dialect = dialect(
  'bind',
  phrases(
    [
      [
        'client @%{word} %{ip:src_ip}#%{int:src_port} (%{text}): query: %{word:query} %{word:class} %{word:record_type} %{word:flags} (%{ip:dst_ip})',
        { action: 'query' },
        nine.query,
      ],
      [
        'client @%{word} %{ip:src_ip}#%{int:src_port} (%{text}): view %{text:view}: query: %{word:query} %{word:class} %{word:record_type} %{word:flags} (%{ip:dst_ip})',
        { action: 'query' },
        nine.query,
      ],
      [
        'client %{ip:src_ip}#%{int:src_port} (%{text}): query: %{word:query} %{word:class} %{word:record_type} %{word:flags} (%{ip:dst_ip})',
        { action: 'query' },
        nine.query,
      ],
      [
        "client @%{word} %{ip:src_ip}#%{int:src_port} (%{text}): query (cache) '%{text:query}/%{text:record_type}/%{text:class}' denied",
        { action: 'query', outcome: 'failure' },
        nine.query,
      ],
      [
        "client @%{word} %{ip:src_ip}#%{int:src_port} (%{text}): zone transfer '%{text:query}/%{text:record_type}/%{text:class}' denied",
        { action: 'zone-transfer', outcome: 'failure' },
        nine.query,
      ],
      [
        "client @%{word} %{ip:src_ip}#%{int:src_port} (%{text}): transfer of '%{text:query}': %{text:record_type} started",
        { action: 'zone-transfer', outcome: 'success' },
        nine.answer,
      ],
      [
        "client @%{word} %{ip:src_ip}#%{int:src_port}: update '%{text:query}' denied",
        { action: 'update', outcome: 'failure' },
        nine.query,
      ],
    ],
    nine.query,
  ),
  /(?:\d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}:\d{2}\.\d{3} )?(?:(?:queries|security|query-errors|xfer-out|update-security|client): )?(?:(?:info|notice|warning|error): )?/y,
)

const unb = meanings('unbound')
/** Unbound with `log-queries` or `log-replies`. */
export const unbound: Dialect = dialect(
  'unbound',
  phrases(
    [
      [
        '%{ip:src_ip} %{text:query}. %{word:record_type} IN %{word:rcode} %{word:seconds} %{int:cached} %{int:bytes_in}',
        { action: 'reply' },
        unb.answer,
      ],
      ['%{ip:src_ip} %{text:query}. %{word:record_type} IN', { action: 'query' }, unb.query],
    ],
    unb.query,
  ),
  /(?:\[\d{1,11}\] )?(?:unbound)?(?:\[\d{1,9}:[\da-f]{1,4}\] )?(?:(?:info|notice|query|reply): )?/y,
)
