/**
 * JSON with keys in code-unit order and no spaces: the same value gives the same bytes, wherever it was made.
 *
 * `undefined` members are left out, as in JSON.stringify. Maps and class instances are not meant for it.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(value)
  if (keys.length > 1) keys.sort()
  let text = ''
  for (const key of keys) {
    const member = members[key]
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
