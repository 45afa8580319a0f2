import { type NetworkRange, parseNetwork } from '@tocsin/city'
import type { AddressWords } from './address.ts'
import { compareWords } from './address.ts'

/** Which zone an address lies in by the networks of the zones; the narrowest network that holds it is its own. */
export interface NetworkTable {
  /** The number of the zone; -1 where no network holds it. */
  zoneAt(address: AddressWords): number
}

/** @param networks CIDR text with the number of its zone; of equal networks the first is taken */
export function networkTable(networks: readonly (readonly [network: string, zone: number])[]): NetworkTable {
  const ranges = networks.flatMap(([text, zone], order) => {
    const range = parseNetwork(text)
    return range === undefined ? [] : [{ ...range, zone, order }]
  })
  const v4 = cut(ranges.filter(({ family }) => family === 4))
  const v6 = cut(ranges.filter(({ family }) => family === 6))
  const v4Starts = Uint32Array.from(v4, ({ start }) => Number(start))
  const v6Starts = Uint32Array.from(v6.flatMap(({ start }) => wordsOf(start)))
  const [v4Zones, v6Zones] = [v4, v6].map((pieces) => Int32Array.from(pieces, ({ zone }) => zone))
  return {
    zoneAt: ({ family, words }) => {
      if (family === 0) return -1
      const count = family === 4 ? v4.length : v6.length
      let [low, high] = [0, count]
      while (low < high) {
        const middle = (low + high) >>> 1
        const isBehind =
          family === 4 ? (v4Starts[middle] ?? 0) > (words[0] ?? 0) : compareWords(words, v6Starts, middle * 4) < 0
        if (isBehind) high = middle
        else low = middle + 1
      }
      return (family === 4 ? v4Zones : v6Zones)?.[low - 1] ?? -1
    },
  }
}

interface Range extends NetworkRange {
  readonly zone: number
  readonly order: number
}

/** Networks lie within one another or apart: what each address belongs to, as pieces from a start to the next one's. */
function cut(ranges: readonly Range[]): { readonly start: bigint; readonly zone: number }[] {
  const pieces: { start: bigint; zone: number }[] = []
  const open: Range[] = []
  const close = (before: bigint | undefined) => {
    for (let top = open.at(-1); top !== undefined && (before === undefined || top.last < before); top = open.at(-1)) {
      open.pop()
      if (top.last < lastOf[top.family]) pieces.push({ start: top.last + 1n, zone: open.at(-1)?.zone ?? -1 })
    }
  }
  const sorted = [...ranges].sort((a, b) => sign(a.first - b.first) || sign(b.last - a.last) || b.order - a.order)
  for (const range of sorted) {
    close(range.first)
    pieces.push({ start: range.first, zone: range.zone })
    open.push(range)
  }
  close(undefined)
  return pieces
}

const lastOf = { 4: 2n ** 32n - 1n, 6: 2n ** 128n - 1n } as const

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function wordsOf(address: bigint): number[] {
  return [96n, 64n, 32n, 0n].map((shift) => Number((address >> shift) & 0xffff_ffffn))
}
