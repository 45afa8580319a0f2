import type { FlowJudged, FlowMode } from '@tocsin/event'
import { stricter } from '../learn/conduits.ts'
import { isNoHost, isPrivate } from '../learn/terrain.ts'
import { type AddressWords, addressWords, readAddress } from './address.ts'
import { allows, type ConduitRule, type Spoken } from './conduit-rule.ts'
import type { Layer } from './layer.ts'
import type { TextKind } from './layer-form.ts'
import { networkTable } from './network-table.ts'
import type { Plan, PlanZone } from './plan.ts'

/** Assets that claim one name or address, the surest first. Reused from event to event. */
export interface Claims {
  /** Those that are held below, at most `mostClaims`. */
  count: number
  /** All of them. */
  total: number
  readonly layers: Uint8Array
  readonly assets: Uint32Array
  readonly sureties: Uint8Array
}

export const mostClaims = 8

export function claims(): Claims {
  const [layers, sureties] = [new Uint8Array(mostClaims), new Uint8Array(mostClaims)]
  return { count: 0, total: 0, layers, assets: new Uint32Array(mostClaims), sureties }
}

/** One version of a city, for whoever judges events. Looking up allocates nothing; what comes out as text is kept. */
export interface CityView {
  readonly identifiers: number
  /** Whether there is nothing to recognise. */
  readonly empty: boolean
  /** Who claims an address, and where it lies: `words` is what it was read as. */
  address(text: string, into: Claims, words: AddressWords): void
  /** @param value folded: in lower case, without a trailing dot */
  text(kind: TextKind, value: string, into: Claims): void
  asset(of: Claims, at: number): string
  /** The kind of an asset, where it is known. */
  kind(of: Claims, at: number): string | undefined
  /** 0..1: shared among those that claim the same. */
  confidence(of: Claims, at: number): number
  /** The asset that this surely is: claimed by it alone, by more than a supposition, and by nothing that others speak through. */
  sure(of: Claims): string | undefined
  /** The number of the zone in which the claimed thing, or else the address, stands; -1 for none. */
  zone(of: Claims, words: AddressWords | undefined): number
  zoneNumbered(zone: number): PlanZone | undefined
  /** Nothing where neither end stands in a zone, or the target is everybody's (a group, a broadcast). */
  flow(from: FlowEnd, to: FlowEnd, spoken: Spoken): FlowFound | undefined
}

export interface FlowEnd {
  readonly zone: number
  /** The assets that it may be. */
  readonly assets: readonly string[]
  readonly words: AddressWords
}

export interface FlowFound {
  readonly flow: FlowJudged
  readonly mode: FlowMode
  readonly conduit?: string
}

/** In percent: a host name that was seen and proven is as sure; what is supposed of a kind is not. */
const surely = 65

/** Ids that are kept as texts. */
const mostTexts = 20_000

/** @param layers from the oldest on */
export function openView(plan: Plan, layers: readonly Layer[]): CityView {
  const passed = supersededIn(layers)
  const zoneNumbers = new Map(plan.zones.map(({ id }, number) => [id, number]))
  const zonesOf = layers.map(({ words }) => words.map((word) => zoneNumbers.get(word) ?? -1))
  const networks = networkTable(plan.zones.flatMap(({ networks: of }, zone) => of.map((one) => [one, zone] as const)))
  const world = plan.zones.findIndex(({ layer }) => layer === 'outside')
  const between = conduitsBetween(plan.conduits, zoneNumbers)
  const own = addressWords()
  const texts = new Map<number, string>()

  let taking: Claims = claims()
  let from = 0
  const take = (asset: number, surety: number) => {
    if (passed[from]?.[asset] === 1) return
    const layer = layers[from]
    if (layer === undefined) return
    const declared = layer.isDeclared(asset) ? 128 : 0
    insert(taking, from, asset, surety | declared)
  }
  const start = (into: Claims) => {
    into.count = 0
    into.total = 0
    taking = into
  }

  /** A person's or a register's word goes before what was seen; then the surer, then by id. */
  function insert(into: Claims, layer: number, asset: number, surety: number): void {
    for (let at = 0; at < into.count; at++) if (into.layers[at] === layer && into.assets[at] === asset) return
    into.total++
    let at = Math.min(into.count, mostClaims - 1)
    if (into.count === mostClaims && !isBefore(into, at, layer, asset, surety)) return
    if (into.count < mostClaims) into.count++
    for (; at > 0 && isBefore(into, at - 1, layer, asset, surety); at--) {
      into.layers[at] = into.layers[at - 1] ?? 0
      into.assets[at] = into.assets[at - 1] ?? 0
      into.sureties[at] = into.sureties[at - 1] ?? 0
    }
    into.layers[at] = layer
    into.assets[at] = asset
    into.sureties[at] = surety
  }

  function isBefore(into: Claims, at: number, layer: number, asset: number, surety: number): boolean {
    const other = into.sureties[at] ?? 0
    return surety !== other ? surety > other : idOf(layer, asset) < idOf(into.layers[at] ?? 0, into.assets[at] ?? 0)
  }

  function idOf(layer: number, asset: number): string {
    const key = layer * 0x100_0000 + asset
    const known = texts.get(key)
    if (known !== undefined) return known
    const id = layers[layer]?.id(asset) ?? ''
    if (texts.size >= mostTexts) texts.clear()
    texts.set(key, id)
    return id
  }

  const zoneSaid = (of: Claims, at: number) => {
    const layer = of.layers[at] ?? 0
    const word = layers[layer]?.zone(of.assets[at] ?? 0) ?? -1
    return word === -1 ? -1 : (zonesOf[layer]?.[word] ?? -1)
  }
  const zoneAt = (words: AddressWords) => {
    const zone = networks.zoneAt(words)
    return zone === -1 && !isOwn(words) ? world : zone
  }

  return {
    identifiers: layers.reduce((sum, { identifiers }) => sum + identifiers, 0),
    empty: plan.zones.length === 0 && layers.every(({ assets }) => assets === 0),
    address: (text, into, words = own) => {
      start(into)
      readAddress(text, words)
      if (words.family === 0) return
      for (from = 0; from < layers.length; from++) layers[from]?.address(words, take)
    },
    text: (kind, value, into) => {
      start(into)
      for (from = 0; from < layers.length; from++) layers[from]?.text(kind, value, take)
    },
    asset: (of, at) => idOf(of.layers[at] ?? 0, of.assets[at] ?? 0),
    kind: (of, at) => {
      const layer = layers[of.layers[at] ?? 0]
      return layer?.words[layer.kind(of.assets[at] ?? 0)]
    },
    confidence: (of, at) => {
      const surety = ((of.sureties[at] ?? 0) & 127) / 100
      return Math.round((surety / Math.max(1, of.total)) * 100) / 100
    },
    sure: (of) => {
      if (of.total !== 1 || ((of.sureties[0] ?? 0) & 127) < surely) return undefined
      if (layers[of.layers[0] ?? 0]?.isShared(of.assets[0] ?? 0) !== false) return undefined
      return idOf(of.layers[0] ?? 0, of.assets[0] ?? 0)
    },
    zone: (of, words) => {
      const byNetwork = words === undefined || words.family === 0 ? -1 : zoneAt(words)
      if (of.count === 0) return byNetwork
      const first = zoneSaid(of, 0)
      // Of several that are equally sure, the one that stands where the address does.
      for (let at = 1; at < of.count && of.sureties[at] === of.sureties[0]; at++) {
        if (zoneSaid(of, at) !== first && byNetwork !== -1) return byNetwork
      }
      if (first !== -1) return first
      return words === undefined || words.family === 0 ? -1 : networks.zoneAt(words)
    },
    zoneNumbered: (zone) => plan.zones[zone],
    flow: (begins, ends, spoken) => {
      if ((begins.zone === -1 && ends.zone === -1) || isEverybodys(begins.words) || isEverybodys(ends.words)) return
      const mode = stricter(plan.zones[begins.zone]?.mode, plan.zones[ends.zone]?.mode)
      if (begins.zone === ends.zone) return { flow: 'within', mode }
      if (begins.zone === -1 || ends.zone === -1) return { flow: 'without', mode }
      const found = between
        .get(begins.zone * plan.zones.length + ends.zone)
        ?.find((rule) => allows(rule, begins.assets, ends.assets, spoken))
      return found === undefined ? { flow: 'without', mode } : { flow: 'meant', mode, conduit: found.id }
    },
  }
}

/** By layer: which of its assets a later one speaks of. */
function supersededIn(layers: readonly Layer[]): readonly Uint8Array[] {
  const passed = layers.map(({ assets }) => new Uint8Array(assets))
  for (const [number, layer] of layers.entries()) {
    for (let asset = 0; asset < layer.assets; asset++) {
      if (layer.isGone(asset)) passed[number]?.fill(1, asset, asset + 1)
      if (number === 0) continue
      const id = layer.id(asset)
      for (let before = 0; before < number; before++) {
        const found = layers[before]?.find(id) ?? -1
        if (found !== -1) passed[before]?.fill(1, found, found + 1)
      }
    }
  }
  return passed
}

function conduitsBetween(conduits: readonly ConduitRule[], zones: ReadonlyMap<string, number>) {
  const between = new Map<number, ConduitRule[]>()
  for (const rule of conduits) {
    const [from, to] = [zones.get(rule.from), zones.get(rule.to)]
    if (from === undefined || to === undefined) continue
    const key = from * zones.size + to
    between.set(key, [...(between.get(key) ?? []), rule])
  }
  return between
}

/** Whether an address is of a city wherever it is: private (RFC 1918, RFC 6598, RFC 4193), or of one link only. */
function isOwn({ family, words }: AddressWords): boolean {
  const first = words[0] ?? 0
  if (family === 4) return isPrivate(first) || isNoHost(first)
  return first >>> 25 === 0x7e || first >>> 22 === 0x3fa
}

/** An address of no single host: a group, a broadcast, one of a link, none at all (RFC 4291 §2.4). */
function isEverybodys({ family, words }: AddressWords): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = words
  if (family === 4) return isNoHost(first)
  return first >>> 24 === 0xff || first >>> 22 === 0x3fa || (first === 0 && second === 0 && third === 0 && fourth <= 1)
}
