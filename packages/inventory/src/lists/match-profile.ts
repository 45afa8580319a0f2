import {
  type Asset,
  type By,
  type City,
  type Conduit,
  members,
  parseNetwork,
  type Records,
  record,
  shown,
} from '@tocsin/city'
import { type AssetId, hash32, type ZoneId } from '@tocsin/kit'
import { canonicalAddress, isPrivateAddress } from '../learn/terrain.ts'
import { groundOf } from '../learn/whereabouts.ts'
import { idOf } from './cells.ts'
import type { MeantFlow, MudPeer, MudProfile, Ports } from './foreign/mud.ts'
import { folded } from './kind-words.ts'
import type { RowRefused } from './read-rows.ts'

/** What the one who imports says of a profile where the city does not. */
export interface ProfileSaid {
  /** The things that it is of; otherwise those of its maker and model. */
  readonly things?: readonly string[]
  /** Who a peer is: a controller's URI, `my-controller`, a name, `same-manufacturer` -> an asset. */
  readonly peers?: Readonly<Record<string, string>>
}

/** One side of a conduit: all of a zone, or some of its things. */
interface Side {
  readonly zone: ZoneId
  readonly assets: readonly AssetId[]
}

interface Drafted {
  readonly from: Side
  readonly to: Side
  readonly transport: string | undefined
  readonly ports: readonly Ports[]
  readonly names: Set<string>
}

/**
 * Makes conduits of what a maker means: from the zones of the things that are of its model to the zones of their peers. What
 * stays within a zone needs none; whoever is not known here is refused with the entry that names them, and guessed by nobody.
 */
export function matchProfile(
  city: City,
  profile: MudProfile,
  by: By,
  said: ProfileSaid = {},
): { readonly records: Records; readonly refused: readonly RowRefused[] } {
  const refused: RowRefused[] = [...profile.refused]
  const things = thingsOf(city, profile, said)
  const zoned = byZone(city, things)
  if (zoned.length === 0) {
    const what = [profile.vendor, profile.model ?? profile.says].filter((part) => part !== undefined).join(' ')
    const reason =
      things.length === 0
        ? `nothing in the city is known to be of ${what || profile.url}`
        : 'none of the things that it is of stands in a zone'
    const fix =
      'Give the things their vendor and model, or the profile’s `mud-url` as an identifier, and a zone; or name them'
    return { records: {}, refused: [{ line: 0, reason, fix }, ...refused] }
  }
  const drafts = new Map<string, Drafted>()
  for (const flow of profile.flows) {
    const peers = sidesOf(city, profile, flow.peer, said)
    if ('reason' in peers) {
      refused.push({ line: flow.line, ...peers })
      continue
    }
    for (const own of zoned) {
      for (const peer of peers.sides) {
        const [from, to] = flow.begins === 'device' ? [own, peer] : [peer, own]
        if (from.zone !== to.zone) draft(drafts, from, to, flow)
      }
    }
  }
  const conduits = [...drafts.values()].flatMap((one): Conduit[] => {
    const read = record('conduits', conduitId(profile, one), valuesOf(profile, one), by)
    return read.ok ? [read.value] : []
  })
  return { records: { conduits }, refused: refused.sort((a, b) => a.line - b.line) }
}

/** The things of a profile: those that were named, those that bear its address, else those of its maker and model. */
function thingsOf(
  city: City,
  { url, vendor, model, says }: MudProfile,
  { things = [] }: ProfileSaid,
): readonly Asset[] {
  if (things.length > 0) return things.flatMap((id) => city.assets.get(id as AssetId) ?? [])
  const [maker, name, words] = [vendor, model, says].map((text) => (text === undefined ? undefined : folded(text)))
  return [...city.assets.values()].filter(({ said }) => {
    if (members(said.identifiers, city.time).some(({ value }) => value.scheme === 'url' && value.value === url))
      return true
    const own = shown(said.model, city.time)?.value
    if (own === undefined) return false
    const made = shown(said.vendor, city.time)?.value
    if (name !== undefined) return folded(own) === name && (maker === undefined || folded(made ?? '') === maker)
    return words !== undefined && folded(own) === words
  })
}

function byZone(city: City, things: readonly Asset[]): readonly Side[] {
  const zones = new Map<ZoneId, AssetId[]>()
  for (const { id, said } of things) {
    const zone = shown(said.zone, city.time)?.value
    if (zone !== undefined) zones.set(zone, [...(zones.get(zone) ?? []), id])
  }
  return [...zones].map(([zone, assets]) => ({ zone, assets: assets.sort() }))
}

type Sides = { readonly sides: readonly Side[] } | { readonly reason: string; readonly fix: string }

function sidesOf(city: City, profile: MudProfile, peer: MudPeer, said: ProfileSaid): Sides {
  const name = 'value' in peer ? peer.value : peer.kind
  const named = Object.hasOwn(said.peers ?? {}, name) ? said.peers?.[name] : undefined
  if (named !== undefined) {
    const sides = byZone(city, [city.assets.get(named as AssetId) ?? []].flat())
    if (sides.length > 0) return { sides }
    return { reason: `${named} is not known, or stands in no zone`, fix: 'Name an asset that stands in a zone' }
  }
  switch (peer.kind) {
    // A local network is where the device stands: what stays there needs no conduit.
    case 'local':
      return { sides: [] }
    case 'any':
      return world(city, 'anybody')
    case 'name': {
      const own = bearers(city, 'host', peer.value)
      return own.length > 0 ? { sides: byZone(city, own) } : world(city, peer.value)
    }
    case 'network':
      return networkSides(city, peer.value)
    case 'manufacturer':
    case 'same-manufacturer': {
      const maker = peer.kind === 'manufacturer' ? peer.value : profile.vendor
      const made = [...city.assets.values()].filter(({ said: of }) => {
        const vendor = shown(of.vendor, city.time)?.value
        return vendor !== undefined && maker !== undefined && folded(vendor) === folded(maker)
      })
      return known(city, made, `things of ${maker ?? 'the same maker'}`)
    }
    case 'model':
    case 'controller':
      return known(city, bearers(city, 'url', peer.value), peer.value)
    case 'my-controller':
      return known(city, [], `the controller of ${profile.model ?? profile.says ?? profile.url}`)
  }
}

function known(city: City, things: readonly Asset[], what: string): Sides {
  const sides = byZone(city, things)
  if (sides.length > 0) return { sides }
  return {
    reason: `nobody said who ${what} is`,
    fix: 'Say which asset it is (`peers`), or give that asset this address as its URL identifier',
  }
}

function bearers(city: City, scheme: 'host' | 'url' | 'ip', text: string): readonly Asset[] {
  return [...city.assets.values()].filter(({ said }) =>
    members(said.identifiers, city.time).some(({ value }) => value.scheme === scheme && value.value === text),
  )
}

function networkSides(city: City, network: string): Sides {
  const range = parseNetwork(network)
  if (range === undefined) return { reason: `“${network.slice(0, 60)}” is no network`, fix: 'Correct the profile' }
  const address = canonicalAddress(network.replace(/\/.*$/, ''))
  // RFC 5771 and RFC 919: groups and broadcasts do not leave the zone; neither do link-local ones of IPv6 (RFC 4291 §2.7).
  if (/^(22[4-9]|23\d|255)\./.test(network) || /^(ff|fe80)/i.test(network)) return { sides: [] }
  const [own] = range.first === range.last && address !== undefined ? bearers(city, 'ip', address) : []
  if (own !== undefined) return known(city, [own], network)
  const zone = address === undefined ? undefined : groundOf(city).zoneAt(address)
  if (zone !== undefined) return { sides: [{ zone, assets: [] }] }
  if (address !== undefined && isPrivateAddress(address)) {
    return { reason: `no zone has the network ${network}`, fix: 'Give the zone that it is of this network' }
  }
  return world(city, network)
}

function world(city: City, what: string): Sides {
  const zone = groundOf(city).world
  if (zone !== undefined) return { sides: [{ zone, assets: [] }] }
  return {
    reason: `${what} is outside of the city, and no zone stands for that`,
    fix: 'Declare a zone whose layer is “outside”',
  }
}

function draft(drafts: Map<string, Drafted>, from: Side, to: Side, { transport, ports, peer }: MeantFlow): void {
  const key = JSON.stringify([from, to, transport, ports])
  const known = drafts.get(key) ?? { from, to, transport, ports, names: new Set<string>() }
  known.names.add('value' in peer ? peer.value : peer.kind)
  drafts.set(key, known)
}

/** The same profile for the same zones gives the same conduits, so that reading it again changes nothing. */
function conduitId({ url }: MudProfile, { from, to, transport, ports }: Drafted): string {
  const what = hash32(
    JSON.stringify([url, from.zone, to.zone, to.assets.length === 0 ? [] : to.assets, transport, ports]),
  )
  return `mud-${idOf(url.replace(/^[a-z]+:\/\//, '')).slice(0, 60)}-${what.toString(16).padStart(8, '0')}`
}

function valuesOf(profile: MudProfile, { from, to, transport, ports, names }: Drafted) {
  const model = profile.model ?? profile.says ?? profile.url
  const at = ports.map((range) => (range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`)).join(', ')
  const spoken = [transport ?? 'any protocol', at].filter((part) => part !== '').join(' ')
  return {
    name: `${model}: ${spoken}`.slice(0, 200),
    from: from.zone,
    to: to.zone,
    ...(from.assets.length === 0 ? {} : { sources: from.assets }),
    ...(to.assets.length === 0 ? {} : { targets: to.assets }),
    ...(transport === undefined ? {} : { protocol: transport }),
    ...(ports.length === 0 ? {} : { ports }),
    purpose: `${profile.url}: ${[...names].sort().join(', ')}`.slice(0, 500),
  }
}
