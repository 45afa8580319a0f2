/**
 * Compares versions as people write them, number by number: negative where the first is the older. Nothing where they share no
 * form, as a date and a release.
 */
export function compareVersions(one: string, other: string): number | undefined {
  const [a, b] = [partsOf(one), partsOf(other)]
  if (a === undefined || b === undefined) return undefined
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left = 0, right = 0] = [a[at], b[at]]
    if (left !== right) return left - right
  }
  return 0
}

function partsOf(text: string): readonly number[] | undefined {
  const found = /^[a-z]{0,10}[ .-]?(\d{1,9}(?:[._-]\d{1,9}){0,5})/i.exec(text.trim())
  return found?.[1]?.split(/[._-]/).map(Number)
}
