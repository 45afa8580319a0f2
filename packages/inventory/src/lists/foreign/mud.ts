import { err, ok, type Result } from '@tocsin/kit'
import type { ListRefused } from '../read-csv.ts'
import { at, isJson, type Json, word } from './json-of.ts'

/** With whom a kind of device is meant to speak, as its maker says it (RFC 8520). */
export interface MudProfile {
  readonly url: string
  readonly vendor?: string
  readonly model?: string
  /** `systeminfo`: what the device is, in the maker's words. */
  readonly says?: string
  readonly flows: readonly MeantFlow[]
  /** Entries that cannot be read; `line` is their ordinal in the file. */
  readonly refused: readonly Unread[]
}

interface Unread {
  readonly line: number
  readonly reason: string
  readonly fix: string
}

export interface MeantFlow {
  /** Ordinal of the entry in the file, from 1. */
  readonly line: number
  readonly begins: 'device' | 'peer'
  /** `tcp`, `udp`, `icmp`, `icmp6`, `igmp`, or `ip-<number>`; absent where any is meant. */
  readonly transport?: string
  /** Of the one who is addressed; none is any. */
  readonly ports: readonly Ports[]
  readonly peer: MudPeer
}

export interface Ports {
  readonly from: number
  readonly to: number
}

/** Whom the maker means: names, networks, and the classes of RFC 8520 §8 that somebody here must know. */
export type MudPeer =
  | { readonly kind: 'name' | 'network' | 'controller' | 'manufacturer' | 'model'; readonly value: string }
  | { readonly kind: 'my-controller' | 'same-manufacturer' | 'local' | 'any' }

const fix = 'Give a MUD file as its maker publishes it (RFC 8520, JSON)'
/** Entries of one file. */
const mostEntries = 10_000

/** Reads a MUD file: also those from before the standard, whose lists stand under `access-lists`. Total. */
export function readMud(text: string): Result<MudProfile, ListRefused> {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    return err({ reason: 'this is not JSON', fix })
  }
  const mud = at(file, 'ietf-mud:mud')
  const url = word(at(mud, 'mud-url'))
  const lists = ['acls', 'access-lists']
    .map((name) => at(file, `ietf-access-control-list:${name}`, 'acl'))
    .find(Array.isArray)
  if (!isJson(mud) || url === undefined || lists === undefined) {
    return err({ reason: 'this is no MUD file: it has no `mud-url`, or no access lists', fix })
  }
  const directions = new Map<string, 'device' | 'peer'>()
  for (const [policy, from] of [
    ['from-device-policy', 'device'],
    ['to-device-policy', 'peer'],
  ] as const) {
    const named = at(mud, policy, 'access-lists', 'access-list')
    for (const one of Array.isArray(named) ? named.slice(0, mostEntries) : []) {
      const name = word(at(one, 'name'))
      if (name !== undefined) directions.set(name, from)
    }
  }
  const flows: MeantFlow[] = []
  const refused: Unread[] = []
  let line = 0
  for (const list of lists) {
    const sender = directions.get(word(at(list, 'name')) ?? '')
    const entries = at(list, 'aces', 'ace')
    for (const entry of Array.isArray(entries) ? entries : []) {
      line++
      if (line > mostEntries) return err({ reason: `it has more than ${mostEntries} entries`, fix: 'Give it in parts' })
      // What no policy names is of no device.
      if (sender === undefined) continue
      const read = readEntry(entry, sender, line)
      if ('reason' in read) refused.push({ line, ...read })
      else flows.push(...read.flows)
    }
  }
  const [vendor, model, says] = ['mfg-name', 'model-name', 'systeminfo'].map((name) => word(mud[name]))
  return ok({
    url,
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(says === undefined ? {} : { says }),
    flows,
    refused,
  })
}

/** Protocol numbers of IANA. */
const transports: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmp6'],
])

/**
 * One entry is about packets of one direction. Who is addressed at a port is the one that the conversation is begun with; an entry
 * that names the sender's own port alone is about answers, and says nothing that the other direction does not.
 */
function readEntry(
  entry: unknown,
  sender: 'device' | 'peer',
  line: number,
): { readonly flows: readonly MeantFlow[] } | { readonly reason: string; readonly fix: string } {
  const matches = at(entry, 'matches')
  if (!isJson(matches)) return { reason: 'this entry matches nothing', fix }
  const forwarding = word(at(entry, 'actions', 'forwarding'))
    ?.split(':')
    .at(-1)
  // RFC 8520 §3: what is not accepted is what anybody would refuse, and means no flow.
  if (forwarding !== 'accept') return { flows: [] }
  const ip = [matches['ipv4'], matches['ipv6']].find(isJson)
  // Frames of other kinds (ARP, EAPOL) stay on their link, where there are no zones.
  if (ip === undefined && isJson(matches['eth']) && !isJson(matches['ietf-mud:mud'])) return { flows: [] }
  const spoken = (['tcp', 'udp'] as const).find((name) => isJson(matches[name]))
  const number = at(ip, 'protocol')
  const transport =
    spoken ??
    (typeof number === 'number' ? (transports.get(number) ?? `ip-${number}`) : number === undefined ? undefined : '')
  if (transport === '') return { reason: 'its protocol is no number', fix }
  const header = spoken === undefined ? undefined : matches[spoken]
  const [to, from] = [portsOf(at(header, 'destination-port')), portsOf(at(header, 'source-port'))]
  if (to === 'unreadable' || from === 'unreadable') return { reason: 'its ports cannot be read', fix }
  const initiated = word(at(header, 'ietf-mud:direction-initiated'))
  const other = sender === 'device' ? 'peer' : 'device'
  const begins = initiated === undefined ? sender : initiated === 'from-device' ? 'device' : 'peer'
  const isAnswer = begins === other
  if (!isAnswer && to.length === 0 && from.length > 0) return { flows: [] }
  const ports = isAnswer ? from : to
  const peer = peerOf(matches, ip, sender)
  return {
    flows: [{ line, begins, ...(transport === undefined ? {} : { transport }), ports, peer }],
  }
}

/** RFC 8519: one port with an operator, or a range. Nothing said is any. */
function portsOf(value: unknown): readonly Ports[] | 'unreadable' {
  if (value === undefined) return []
  const numbers = ['port', 'lower-port', 'upper-port'].map((name) => at(value, name))
  const [port, lower, upper] = numbers.map((number) =>
    typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 65_535 ? number : undefined,
  )
  if (lower !== undefined && upper !== undefined && lower <= upper) return [{ from: lower, to: upper }]
  if (port === undefined) return 'unreadable'
  switch (word(at(value, 'operator')) ?? 'eq') {
    case 'eq':
      return [{ from: port, to: port }]
    case 'lte':
      return [{ from: 0, to: port }]
    case 'gte':
      return [{ from: port, to: 65_535 }]
    case 'neq':
      return [
        { from: 0, to: port - 1 },
        { from: port + 1, to: 65_535 },
      ].filter(({ from, to }) => from <= to)
    default:
      return 'unreadable'
  }
}

function peerOf(matches: Json, ip: Json | undefined, sender: 'device' | 'peer'): MudPeer {
  const side = sender === 'device' ? 'destination' : 'source'
  const name = ['dst', 'src']
    .map((which) => word(at(ip, `ietf-acldns:${which}-dnsname`)))
    .find((one) => one !== undefined)
  if (name !== undefined) return { kind: 'name', value: name.toLowerCase().replace(/\.$/, '') }
  const network = ['ipv4', 'ipv6'].map((family) => word(at(ip, `${side}-${family}-network`))).find(Boolean)
  if (network !== undefined) return { kind: 'network', value: network }
  const classes = matches['ietf-mud:mud']
  if (isJson(classes)) {
    for (const kind of ['controller', 'manufacturer', 'model'] as const) {
      const value = word(classes[kind])
      if (value !== undefined) return { kind, value }
    }
    // An empty leaf is written as `[null]` (RFC 7951 §6.9).
    if ('my-controller' in classes) return { kind: 'my-controller' }
    if ('same-manufacturer' in classes) return { kind: 'same-manufacturer' }
    if ('local-networks' in classes) return { kind: 'local' }
  }
  return { kind: 'any' }
}
