/** An IP address or network in bytes: 4 or 16 of them. */
export interface Network {
  readonly bytes: readonly number[]
  readonly bits: number
}

/** Reads an IPv4 (dotted, RFC 6943 strict form) or IPv6 (RFC 4291 §2.2) address; a zone id after `%` is dropped. */
export function readAddress(text: string): number[] | undefined {
  if (text.length < 2 || text.length > 64) return undefined
  return text.includes(':') ? readSix(text.replace(/%.*$/s, '')) : readFour(text)
}

/** Reads `10.0.0.0/8` or `fe80::/10`; without a prefix length the network is the one address. */
export function readNetwork(text: string): Network | undefined {
  const match = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text.trim())
  const bytes = match?.[1] === undefined ? undefined : readAddress(match[1])
  if (bytes === undefined) return undefined
  const bits = match?.[2] === undefined ? bytes.length * 8 : Number(match[2])
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined
}

/** Whether the address lies in the network. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is its IPv4 address. */
export function inNetwork(address: readonly number[], network: Network): boolean {
  const bytes = network.bytes.length === 4 ? unmapped(address) : address
  if (bytes.length !== network.bytes.length) return false
  for (let i = 0; i * 8 < network.bits; i++) {
    const rest = network.bits - i * 8
    const mask = rest >= 8 ? 0xff : (0xff << (8 - rest)) & 0xff
    if (((bytes[i] ?? 0) & mask) !== ((network.bytes[i] ?? 0) & mask)) return false
  }
  return true
}

function unmapped(address: readonly number[]): readonly number[] {
  if (address.length !== 16 || address[10] !== 0xff || address[11] !== 0xff) return address
  return address.slice(0, 10).every((byte) => byte === 0) ? address.slice(12) : address
}

function readFour(text: string): number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  const bytes = match.slice(1).map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function readSix(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0] ?? '')
  const tail = readGroups(halves[1] ?? '')
  if (head === undefined || tail === undefined) return undefined
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  return [...head, ...new Array<number>(missing).fill(0), ...tail]
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const four = index === groups.length - 1 && group.includes('.') ? readFour(group) : undefined
    if (four !== undefined) bytes.push(...four)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const word = Number.parseInt(group, 16)
      bytes.push(word >> 8, word & 0xff)
    } else return undefined
  }
  return bytes.length <= 16 ? bytes : undefined
}
