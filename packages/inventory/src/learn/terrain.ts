import { covers, formatNetwork, type NetworkRange, parseNetwork } from '@tocsin/city'

/** Which addresses may be of the city: private ones, those of its zones, and those that its records name. */
export interface Terrain {
  isOwn(address: string): boolean
}

/** What the city declares of addresses. */
export interface Ground {
  /** Networks of zones, in CIDR text. */
  readonly networks: readonly string[]
  /** Public addresses that records name. */
  readonly addresses: readonly string[]
}

/** An address in its canonical text, IPv4-mapped unwrapped; nothing where it is none. */
export function canonicalAddress(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.length < 2 || raw.length > 64) return undefined
  if (!raw.includes(':')) return v4Of(raw) === undefined ? undefined : raw
  const range = parseNetwork(raw.replace(/%.*$/, ''))
  if (range === undefined || range.first !== range.last) return undefined
  // RFC 4291 §2.5.5.2: ::ffff:0:0/96
  if (range.first >> 32n === 0xffffn) return formatNetwork({ ...v4Range(range.first & 0xffffffffn) }).slice(0, -3)
  return formatNetwork(range).replace(/\/128$/, '')
}

export function terrainOf({ networks, addresses }: Ground): Terrain {
  const named = new Set(addresses)
  const [v4, v6]: [[first: number, last: number][], NetworkRange[]] = [[], []]
  for (const text of networks) {
    const range = parseNetwork(text)
    if (range?.family === 4) v4.push([Number(range.first), Number(range.last)])
    else if (range !== undefined) v6.push(range)
  }
  return {
    isOwn: (address) => {
      const number = v4Of(address)
      if (number !== undefined) {
        if (isNoHost(number)) return false
        return isPrivate(number) || named.has(address) || v4.some(([first, last]) => first <= number && number <= last)
      }
      const range = parseNetwork(address)
      if (range === undefined) return false
      // RFC 4193: fc00::/7. Link-local addresses are of one link only, and name nobody beyond it (RFC 4291 §2.5.6).
      if (range.first >> 121n === 0x7en) return true
      return named.has(address) || v6.some((network) => covers(network, range))
    },
  }
}

/** Whether an address is private wherever it is. */
export function isPrivateAddress(address: string): boolean {
  const number = v4Of(address)
  return number !== undefined && isPrivate(number)
}

/** 32 bits, or nothing where it is no IPv4 address in four decimals without leading zeros (RFC 6943 §3.1.1). */
export function v4Of(text: string): number | undefined {
  let [number, part, digits, dots] = [0, 0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 46) {
      if (digits === 0 || dots === 3) return undefined
      number = number * 256 + part
      dots++
      part = 0
      digits = 0
    } else if (unit >= 48 && unit <= 57) {
      if (digits > 0 && part === 0) return undefined
      part = part * 10 + unit - 48
      digits++
      if (part > 255) return undefined
    } else return undefined
  }
  return dots === 3 && digits > 0 ? number * 256 + part : undefined
}

function v4Range(number: bigint): NetworkRange {
  return { family: 4, first: number, last: number }
}

// RFC 1122 §3.2.1.3, RFC 3927, RFC 5771: this network, loopback, link-local, multicast, reserved and broadcast.
export function isNoHost(number: number): boolean {
  const top = number >>> 24
  return top === 0 || top === 127 || top >= 224 || number >>> 16 === 0xa9fe
}

// RFC 1918; RFC 6598 for the SIM cards of things in the street.
export function isPrivate(number: number): boolean {
  const top = number >>> 24
  return (
    top === 10 ||
    number >>> 20 === 0xac1 ||
    number >>> 16 === 0xc0a8 ||
    (top === 100 && ((number >>> 16) & 0xc0) === 0x40)
  )
}
