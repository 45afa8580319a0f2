import { type Codec, codec } from './codec.ts'

/** A range of addresses: first and last as numbers, in one of two families. */
export interface NetworkRange {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** A network as text, `10.20.0.0/16` or `2001:db8::/32`; host bits are cleared, so that one network is one text. */
export const network: Codec<string> = codec('a network such as 10.20.0.0/16 or 2001:db8::/32', (value) => {
  const range = typeof value === 'string' && value.length <= 64 ? parseNetwork(value) : undefined
  return range && formatNetwork(range)
})

/** Reads CIDR text (RFC 4632 §3.1, RFC 4291 §2.3); an address alone is a network of one. */
export function parseNetwork(text: string): NetworkRange | undefined {
  const [address = '', prefix, ...rest] = text.trim().split('/')
  const family = address.includes(':') ? 6 : 4
  const bits = family === 6 ? 128 : 32
  const number = family === 6 ? parseV6(address) : parseV4(address)
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (number === undefined || rest.length > 0 || !(length <= bits)) return undefined
  const size = 1n << BigInt(bits - length)
  const first = (number / size) * size
  return { family, first, last: first + size - 1n }
}

export function formatNetwork({ family, first, last }: NetworkRange): string {
  const bits = family === 6 ? 128 : 32
  const length = bits - ((last - first + 1n).toString(2).length - 1)
  if (family === 4) return `${[24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n).join('.')}/${length}`
  const groups = Array.from({ length: 8 }, (_, i) => ((first >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  return `${compress(groups)}/${length}`
}

/** Whether a range holds another one, or an address of one. */
export function covers(outer: NetworkRange, inner: NetworkRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.')
  // No leading zeros: some readers take them as octal
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function parseV6(text: string): bigint | undefined {
  const embedded = text.match(/^(.*:)(\d+\.\d+\.\d+\.\d+)$/) // RFC 4291 §2.2 form 3
  if (embedded !== null) {
    const v4 = parseV4(embedded[2] ?? '')
    if (v4 === undefined) return undefined
    return parseV6(`${embedded[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

// The longest run of zeros becomes `::` (RFC 5952 §4.2)
function compress(groups: readonly string[]): string {
  let best = { from: 0, length: 1 }
  for (let from = 0; from < 8; from++) {
    let length = 0
    while (groups[from + length] === '0') length++
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return groups.join(':')
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`
}
