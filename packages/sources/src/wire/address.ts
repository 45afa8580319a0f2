/**
 * An address in its one canonical text: IPv4 in four decimals, IPv6 as RFC 5952 writes it, IPv4-mapped unwrapped.
 *
 * A zone (`%eth0`) is left out: it means something on one host only. What is no address gives nothing.
 */
export function addressOf(raw: string | undefined): string | undefined {
  if (raw === undefined || raw.length < 2 || raw.length > 64) return undefined
  const text = raw.charCodeAt(0) === 32 || raw.charCodeAt(raw.length - 1) === 32 ? raw.trim() : raw
  if (!text.includes(':')) return isIpv4(text) ? text : undefined
  return ipv6Of(text)
}

// No leading zeros: some readers take them as octal, so that such an address has two meanings (RFC 6943 §3.1.1).
function isIpv4(text: string): boolean {
  let dots = 0
  let length = 0
  let number = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 46) {
      if (length === 0) return false
      dots++
      length = 0
      number = 0
    } else if (unit >= 48 && unit <= 57) {
      if (length > 0 && number === 0) return false
      number = number * 10 + unit - 48
      length++
      if (number > 255) return false
    } else return false
  }
  return dots === 3 && length > 0
}

function ipv6Of(raw: string): string | undefined {
  const zone = raw.indexOf('%')
  const bare = raw.startsWith('[') && raw.endsWith(']') ? raw.slice(1, -1) : zone < 0 ? raw : raw.slice(0, zone)
  const halves = bare.split('::')
  if (halves.length > 2) return undefined
  const head = groupsOf(halves[0] ?? '', halves.length === 1)
  const tail = groupsOf(halves[1] ?? '', true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return mapped(groups) ?? written(groups)
}

function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  if (parts.length > 8) return undefined
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && isIpv4(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
      groups.push(a * 256 + b, c * 256 + d)
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

// RFC 4291 §2.5.5.2: ::ffff:0:0/96.
function mapped(groups: readonly number[]): string | undefined {
  const [a, b, c, d, e, f, high = 0, low = 0] = groups
  if (a || b || c || d || e || f !== 0xffff) return undefined
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

// RFC 5952 §4: lower case, no leading zeros, the longest and first run of at least two zero groups as `::`.
function written(groups: readonly number[]): string {
  let start = -1
  let longest = 1
  for (let at = 0; at < 8; at++) {
    let end = at
    while (groups[end] === 0) end++
    if (end - at > longest) {
      longest = end - at
      start = at
    }
    if (end > at) at = end
  }
  const hex = groups.map((group) => group.toString(16))
  if (start < 0) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + longest).join(':')}`
}
