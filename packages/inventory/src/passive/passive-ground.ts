import { formatNetwork, parseNetwork } from '@tocsin/city'
import { isTold } from '../recognise/city-layer.ts'
import { type Layer, openLayer } from '../recognise/layer.ts'
import { networkTable } from '../recognise/network-table.ts'
import { reachedBy } from './carried.ts'
import { type GroundZone, isPassive } from './ground-zone.ts'

/** The passive zones that an address or a name stands in. Each look is a few searches in sorted tables. */
export interface PassiveGround {
  /**
   * Ids of passive zones: that of the narrowest network that holds the address, or one that it carries, and those of all
   * things that claim it. A claim that was merely seen does not stand against a network of a zone that is not passive.
   */
  ofAddress(text: string): readonly string[]
  /** Ids of the passive zones of things of this name. */
  ofHost(name: string): readonly string[]
}

/**
 * @param layers what the newest version of the city names, from the oldest on
 * @throws TocsinError `city-damaged`
 */
export function passiveGround(zones: readonly GroundZone[], layers: readonly Uint8Array[]): PassiveGround {
  const byId = new Map(zones.map((zone) => [zone.id, zone]))
  const networks = networksOf(zones)
  const table = networkTable(networks.map(([text], at) => [text, at]))
  const opened = layers.map(openLayer)

  /** The passive zones of those that claim something. */
  const claiming = (look: (layer: Layer, take: (asset: number, surety: number) => void) => void, seenToo: boolean) => {
    const found = new Set<string>()
    for (const [at, layer] of opened.entries()) {
      look(layer, (asset, surety) => {
        const zone = byId.get(layer.words[layer.zone(asset)] ?? '')
        if (zone === undefined || !isPassive(zone) || !(seenToo || isTold(surety))) return
        if (!layer.isGone(asset) && !isSuperseded(opened, at, layer.id(asset))) found.add(zone.id)
      })
    }
    return found
  }

  return {
    ofAddress: (text) => {
      const found = new Set<string>()
      for (const words of reachedBy(text)) {
        const [, holders = []] = networks[table.zoneAt(words)] ?? []
        for (const zone of holders) if (isPassive(zone)) found.add(zone.id)
        const isElsewhere = holders.length > 0 && !holders.some(isPassive)
        for (const id of claiming((layer, take) => layer.address(words, take), !isElsewhere)) found.add(id)
      }
      return [...found]
    },
    ofHost: (name) => {
      const folded = name.toLowerCase().replace(/\.+$/, '')
      return folded === '' ? [] : [...claiming((layer, take) => layer.text('host', folded, take), true)]
    },
  }
}

/** Whether a later layer speaks of an asset anew. */
function isSuperseded(layers: readonly Layer[], at: number, id: string): boolean {
  for (let later = at + 1; later < layers.length; later++) if (layers[later]?.find(id) !== -1) return true
  return false
}

/** Each network once, in the form in which addresses are looked up, with all zones that name it. */
function networksOf(zones: readonly GroundZone[]): readonly (readonly [text: string, zones: readonly GroundZone[]])[] {
  const all = new Map<string, GroundZone[]>()
  for (const zone of zones) {
    for (const text of zone.networks) {
      const range = parseNetwork(text)
      if (range === undefined) continue
      // RFC 4291 §2.5.5.2: an IPv4-mapped network is that of IPv4.
      const isMapped = range.family === 6 && range.first >> 32n === 0xffffn && range.last >> 32n === 0xffffn
      const low = 0xffff_ffffn
      const plain = isMapped ? ({ family: 4, first: range.first & low, last: range.last & low } as const) : range
      const key = formatNetwork(plain)
      all.set(key, [...(all.get(key) ?? []), zone])
    }
  }
  return [...all]
}
