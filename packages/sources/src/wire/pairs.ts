/** Takes a pair with the place of its value, quotes excluded. */
export type TakePair = (key: string, value: string, start: number, end: number) => void

/**
 * Reads `key=value` pairs parted by spaces (or commas): bare values, or values in double or single quotes.
 *
 * A key is at most 64 letters, digits and `._-[]`; words without `=` are passed over, told to `word` where that is asked for.
 */
export function readPairs(
  text: string,
  start: number,
  take: TakePair,
  word?: (word: string, start: number, end: number) => void,
): void {
  let at = start
  while (at < text.length) {
    while (at < text.length && isGap(text.charCodeAt(at))) at++
    const begin = at
    while (at < text.length && isKey(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) === equals && at > begin && at - begin <= 64) at = readValue(text, begin, at, take)
    else {
      while (at < text.length && !isGap(text.charCodeAt(at))) at++
      if (at > begin) word?.(text.slice(begin, at), begin, at)
    }
  }
}

function readValue(text: string, begin: number, sign: number, take: TakePair): number {
  const key = text.slice(begin, sign)
  const quote = text.charCodeAt(sign + 1)
  if (quote === 34 || quote === 39) {
    const end = closing(text, sign + 2, quote)
    if (end !== undefined) {
      take(key, text.slice(sign + 2, end), sign + 2, end)
      return end + 1
    }
  }
  let end = sign + 1
  while (end < text.length && !isGap(text.charCodeAt(end))) end++
  take(key, text.slice(sign + 1, end), sign + 1, end)
  return end
}

// A backslash keeps the quote that follows it inside.
function closing(text: string, start: number, quote: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote) return at
    if (unit === 92) at++
  }
  return undefined
}

const equals = 61

function isGap(unit: number): boolean {
  // Space, comma, tab, line ends; 0x1d parts the records of auditd from what it adds in words.
  return unit === 32 || unit === 44 || unit === 9 || unit === 10 || unit === 13 || unit === 0x1d
}

function isKey(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 93 && unit !== 92) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 45 ||
    unit === 46
  )
}
