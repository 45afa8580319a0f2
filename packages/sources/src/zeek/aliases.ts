import type { Native, Value } from '@tocsin/event'

/** Zeek's names with a dot, for records in which a writer put an underscore. */
const dotted = [
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'certificate.version',
  'certificate.serial',
  'certificate.subject',
  'certificate.issuer',
  'certificate.not_valid_before',
  'certificate.not_valid_after',
  'certificate.key_alg',
  'certificate.sig_alg',
  'certificate.key_type',
  'certificate.key_length',
  'certificate.exponent',
  'basic_constraints.ca',
  'san.dns',
  'san.uri',
  'san.email',
  'san.ip',
] as const
const underscored = dotted.map((name) => name.replace('.', '_'))

// Sigma taxonomy appendix 2.1.0, §Network category: ECS names of a connection and of a DNS query.
const connection: readonly (readonly [string, string])[] = [
  ['source.ip', 'id.orig_h'],
  ['source.port', 'id.orig_p'],
  ['destination.ip', 'id.resp_h'],
  ['destination.port', 'id.resp_p'],
  ['network.transport', 'proto'],
  ['network.protocol', 'service'],
  ['event.duration', 'duration'],
  ['source.packets', 'orig_pkts'],
  ['destination.packets', 'resp_pkts'],
  ['source.bytes', 'orig_bytes'],
  ['destination.bytes', 'resp_bytes'],
  ['network.state', 'conn_state'],
  ['network.history', 'history'],
  ['network.community_id', 'community_id'],
]
const dns: readonly (readonly [string, string])[] = [
  ['source.ip', 'id.orig_h'],
  ['source.port', 'id.orig_p'],
  ['destination.ip', 'id.resp_h'],
  ['destination.port', 'id.resp_p'],
  ['network.community_id', 'community_id'],
  ['dns.id', 'trans_id'],
  ['dns.question.name', 'query'],
  ['dns.question.type', 'qtype_name'],
  ['dns.question.class', 'qclass_name'],
  ['dns.answers.data', 'answers'],
  ['dns.answers.ttl', 'TTLs'],
  ['dns.response.code', 'rcode_name'],
  // Category dns.
  ['record_type', 'qtype_name'],
  ['answer', 'answers'],
]
// Category proxy: W3C extended log names.
const http: readonly (readonly [string, string])[] = [
  ['c-uri', 'uri'],
  ['c-useragent', 'user_agent'],
  ['cs-host', 'host'],
  ['cs-method', 'method'],
  ['cs-referrer', 'referrer'],
  ['cs-version', 'version'],
  ['sc-status', 'status_code'],
  ['src_ip', 'id.orig_h'],
  ['dst_ip', 'id.resp_h'],
]
const byType: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  ['conn', connection],
  ['dns', dns],
  ['http', http],
])

/** Derived name -> native names that it is copied from; for finding its place in a payload. */
export const zeekAliases: ReadonlyMap<string, readonly string[]> = allAliases()

/** A field under Zeek's own name, whichever separator the writer used. */
export function zeekField(native: Native, name: string): Value | undefined {
  return native.get(name) ?? (name.includes('.') ? native.get(name.replace('.', '_')) : undefined)
}

/** The documented aliases of a record: Zeek's dotted names, and the generic names of its Sigma category. */
export function deriveZeek(native: Native, type: string | undefined): Native {
  const derived = new Map<string, Value>()
  for (let at = 0; at < dotted.length; at++) {
    const value = native.get(underscored[at] ?? '')
    if (value !== undefined) derived.set(dotted[at] ?? '', value)
  }
  for (const [name, field] of (type === undefined ? undefined : byType.get(type)) ?? none) {
    const value = zeekField(native, field)
    if (value !== undefined && value !== null && !native.has(name)) derived.set(name, value)
  }
  if (type === 'http') deriveUri(native, derived)
  return derived
}

const none: readonly (readonly [string, string])[] = []

// c-uri-stem, c-uri-query and c-uri-extension are parts of the URI (taxonomy appendix, category proxy).
function deriveUri(native: Native, derived: Map<string, Value>): void {
  const uri = native.get('uri')
  if (typeof uri !== 'string') return
  const mark = uri.indexOf('?')
  const stem = mark < 0 ? uri : uri.slice(0, mark)
  derived.set('cs-uri', uri)
  derived.set('c-uri-stem', stem)
  derived.set('cs-uri-stem', stem)
  if (mark >= 0) derived.set('c-uri-query', uri.slice(mark + 1))
  const dot = stem.lastIndexOf('.')
  if (dot > stem.lastIndexOf('/')) derived.set('c-uri-extension', stem.slice(dot + 1))
}

function allAliases(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>()
  for (const [at, name] of dotted.entries()) all.set(name, [underscored[at] ?? ''])
  for (const [name, field] of [...connection, ...dns, ...http]) {
    all.set(name, [...(all.get(name) ?? []), field, field.replace('.', '_')])
  }
  for (const name of ['cs-uri', 'c-uri-stem', 'cs-uri-stem', 'c-uri-query', 'c-uri-extension']) all.set(name, ['uri'])
  return all
}
