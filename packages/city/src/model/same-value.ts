/** Whether two values are of one JSON form, whatever the order of their members; members that are undefined are absent. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((one, at) => sameValue(one, b[at]))
  }
  return !Array.isArray(b) && within(a, b) && within(b, a)
}

function within(a: object, b: object): boolean {
  return Object.entries(a).every(([name, value]) => sameValue(value, (b as Readonly<Record<string, unknown>>)[name]))
}
