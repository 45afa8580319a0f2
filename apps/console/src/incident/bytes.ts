/** The bytes of a base64 text; none where it cannot be read. */
export function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

/** Shorter texts stand in too many places to say anything. */
const shortest = 3

/**
 * Where recorded texts stand in the bytes of a frame, as [start, end) ranges.
 *
 * A text is marked only where it stands exactly once, in UTF-8, as it is or as JSON escapes it: a mark says "here", and
 * may not guess among places.
 */
export function placesOf(bytes: Uint8Array, texts: readonly string[]): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = []
  for (const text of new Set(texts)) {
    if (text.length < shortest) continue
    const place = onlyPlace(bytes, text) ?? onlyPlace(bytes, JSON.stringify(text).slice(1, -1))
    if (place !== undefined) places.push(place)
  }
  return places
}

function onlyPlace(bytes: Uint8Array, text: string): readonly [number, number] | undefined {
  const wanted = new TextEncoder().encode(text)
  const first = find(bytes, wanted, 0)
  if (first === -1 || find(bytes, wanted, first + 1) !== -1) return undefined
  return [first, first + wanted.length]
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const head = wanted[0]
  if (head === undefined) return -1
  for (let at = bytes.indexOf(head, from); at !== -1; at = bytes.indexOf(head, at + 1)) {
    if (at + wanted.length > bytes.length) return -1
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at
  }
  return -1
}
