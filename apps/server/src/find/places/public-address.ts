import { isIPv4, isIPv6 } from 'node:net'

/**
 * The address in the form that databases know, or nothing where no registry gives it to anybody in particular: private,
 * loopback, link-local, documentation, shared, multicast, reserved (IANA special-purpose registries, RFC 6890).
 */
export function publicAddress(text: string): string | undefined {
  const address = text.toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (mapped !== undefined) return publicAddress(mapped)
  if (isIPv4(address)) return isSpecial4(address) ? undefined : address
  // Only 2000::/3 is given out (RFC 4291 §2.4); 2001:db8::/32 and 3fff::/20 are for documentation
  if (!isIPv6(address) || address.includes('%') || !/^[23]/.test(address)) return undefined
  return /^(2001:db8:|2001:0db8:|3fff:0?[0-9a-f]{0,3}:)/.test(address) ? undefined : address
}

function isSpecial4(address: string): boolean {
  const [a = 0, b = 0, c = 0] = address.split('.').map(Number)
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  )
}
