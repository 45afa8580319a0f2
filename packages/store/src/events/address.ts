/** The 2^32 addresses of IPv4 stand in IPv6's mapped block (RFC 4291 §2.5.5.2), so that one number orders both. */
const mappedFrom = 0xffff_0000_0000
export const mappedBlock = { from: BigInt(mappedFrom), to: BigInt(mappedFrom) + 0xffff_ffffn } as const

/**
 * An address as the two halves of its number, in decimal digits, or nothing where the text is no address.
 *
 * Text and not bigint: the digits go straight into a row. A zone (`fe80::1%eth0`, RFC 4007 §11) is left out.
 */
export function addressDigits(text: string): { readonly high: string; readonly low: string } | undefined {
  const v4 = ipv4Number(text)
  if (v4 >= 0) return { high: '0', low: String(mappedFrom + v4) }
  const number = ipv6Number(text)
  return number === undefined ? undefined : { high: String(highHalf(number)), low: String(lowHalf(number)) }
}

export function highHalf(number: bigint): bigint {
  return number >> 64n
}

export function lowHalf(number: bigint): bigint {
  return BigInt.asUintN(64, number)
}

/** The number of an address, 0..2^128-1. */
export function addressNumber(text: string): bigint | undefined {
  const v4 = ipv4Number(text)
  return v4 >= 0 ? BigInt(mappedFrom + v4) : ipv6Number(text)
}

/** The addresses of a network; `apart` is the mapped block where an IPv6 network would swallow IPv4 with it. */
export interface AddressRange {
  readonly from: bigint
  readonly to: bigint
  readonly apart: boolean
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or one address; host bits are ignored. Nothing where it is no network. */
export function addressRange(network: string): AddressRange | undefined {
  const slash = network.indexOf('/')
  const address = slash < 0 ? network : network.slice(0, slash)
  const number = addressNumber(address)
  if (number === undefined) return undefined
  const isV4 = ipv4Number(address) >= 0
  const width = isV4 ? 32 : 128
  const prefix = slash < 0 ? width : prefixLength(network.slice(slash + 1), width)
  if (prefix === undefined) return undefined
  const size = 1n << BigInt(width - prefix)
  const from = number - (number % size)
  const to = from + size - 1n
  return { from, to, apart: !isV4 && prefix < 96 && from <= mappedBlock.from && to >= mappedBlock.to }
}

function prefixLength(text: string, width: number): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined
  const prefix = Number(text)
  return prefix <= width ? prefix : undefined
}

/** The 32 bits of a dotted decimal text, or -1. */
function ipv4Number(text: string): number {
  const length = text.length
  if (length < 7 || length > 15) return -1
  let number = 0
  let part = -1
  let parts = 1
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) {
      // RFC 6943 §3.1.1: a leading zero is read as octal by some and as decimal by others, so it is no address here
      if (part === 0) return -1
      part = part < 0 ? digit : part * 10 + digit
      if (part > 255) return -1
    } else {
      if (digit !== -2 || part < 0) return -1
      number = number * 256 + part
      part = -1
      parts++
    }
  }
  return parts === 4 && part >= 0 ? number * 256 + part : -1
}

/** RFC 4291 §2.2: eight groups, one `::` for a run of zeros, the last 32 bits in dotted decimal if so written. */
function ipv6Number(text: string): bigint | undefined {
  if (text.length < 2 || text.length > 64 || !text.includes(':')) return undefined
  const zone = text.indexOf('%')
  const address = zone < 0 ? text : text.slice(0, zone)
  const gap = address.indexOf('::')
  if (gap >= 0 && address.indexOf('::', gap + 1) >= 0) return undefined
  const head = groups(gap < 0 ? address : address.slice(0, gap), gap < 0)
  const tail = gap < 0 ? [] : groups(address.slice(gap + 2), true)
  if (head === undefined || tail === undefined) return undefined
  const zeros = 8 - head.length - tail.length
  if (gap < 0 ? zeros !== 0 : zeros < 1) return undefined
  let number = 0n
  for (const group of head) number = (number << 16n) | BigInt(group)
  number <<= BigInt(16 * zeros)
  for (const group of tail) number = (number << 16n) | BigInt(group)
  return number
}

function groups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === '') return []
  const found: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      found.push(Number.parseInt(part, 16))
      continue
    }
    const dotted = mayEndDotted && i === parts.length - 1 ? ipv4Number(part) : -1
    if (dotted < 0) return undefined
    found.push(Math.floor(dotted / 65_536), dotted % 65_536)
  }
  return found
}
