import { type Asset, type AssetKind, members, shown } from '@tocsin/city'

/**
 * Whether others speak through a thing or under its names, so that two findings about it need not be about one matter: a
 * proxy, address translation, a resolver, a network's gateway. What a person or a register says of it decides; else any sign
 * of it does, since two incidents instead of one cost less than one that mixes two.
 */
export function isShared({ said }: Asset, at: number): boolean {
  const told = shown(said.shared, at)
  if (told !== undefined && (told.value || told.confidence === 'declared' || told.confidence === 'imported')) {
    return told.value
  }
  const kind = shown(said.kind, at)?.value
  if (kind !== undefined && sharedKinds.has(kind)) return true
  let [addresses, names] = [0, 0]
  for (const { value } of members(said.identifiers, at)) {
    if (value.scheme === 'ip') addresses++
    if (value.scheme !== 'host') continue
    names++
    if (soundsShared(value.value)) return true
  }
  return addresses > most.addresses || names > most.names
}

const sharedKinds: ReadonlySet<AssetKind> = new Set([
  'switch',
  'router',
  'firewall',
  'access-point',
  'base-station',
  'remote-access',
  'lorawan-gateway',
] as const)

/** One card that answers for many addresses is a router's (proxy ARP, RFC 1027); a host with many names carries many matters. */
const most = { addresses: 8, names: 8 } as const

/** A name such as `gw-2`, `ns1.example.org` or `proxy.city.example`: by the words of its first label. */
function soundsShared(host: string): boolean {
  const [label = ''] = host.split('.', 1)
  return label.split(/[^a-z]+/).some((word) => words.has(word))
}

const words: ReadonlySet<string> = new Set([
  ...['gw', 'gateway', 'router', 'rtr', 'fw', 'firewall', 'nat', 'cgnat', 'vpn', 'relay', 'lb'],
  ...['proxy', 'squid', 'haproxy', 'waf', 'dns', 'ns', 'resolver', 'passerelle', 'mandataire', 'routeur'],
])
