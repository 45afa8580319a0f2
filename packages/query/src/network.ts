/** Whether a text is a network such as `10.0.0.0/8` or `2001:db8::/32`, as the event store reads it. */
export function isNetwork(text: string): boolean {
  const match = /^([0-9a-f:.]{2,45})\/(\d{1,3})$/i.exec(text)
  if (match === null) return false
  const [, address = '', prefix = ''] = match
  return isIpv4(address) ? Number(prefix) <= 32 : isIpv6(address) && Number(prefix) <= 128
}

/** Whether a text is an IPv6 address (RFC 4291 §2.2). */
export function isIpv6(text: string): boolean {
  const sides = text.split('::')
  if (sides.length > 2 || !text.includes(':')) return false
  let groups = 0
  for (const [i, side] of sides.entries()) {
    const parts = side === '' ? [] : side.split(':')
    for (const [j, part] of parts.entries()) {
      const last = i === sides.length - 1 && j === parts.length - 1
      if (/^[0-9a-f]{1,4}$/i.test(part)) groups++
      else if (last && isIpv4(part)) groups += 2
      else return false
    }
  }
  return sides.length === 2 ? groups < 8 : groups === 8
}

/** Dotted decimal without leading zeros, which some read as octal (RFC 6943 §3.1.1). */
function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}
