/** A field of CSV (RFC 4180) with the place of its value, quotes excluded. */
export interface Field {
  readonly value: string
  readonly start: number
  readonly end: number
}

/** The first fields of one record; what is quoted may hold commas, line ends and doubled quotes. */
export function fieldsOf(text: string, start: number, most: number): readonly Field[] {
  const fields: Field[] = []
  let at = start
  while (fields.length < most && at <= text.length) {
    const isQuoted = text.charCodeAt(at) === 34
    const from = isQuoted ? at + 1 : at
    const end = isQuoted ? quoteEnd(text, from) : textEnd(text, from)
    const raw = text.slice(from, end)
    fields.push({ value: isQuoted && raw.includes('"') ? raw.replaceAll('""', '"') : raw, start: from, end })
    at = textEnd(text, isQuoted ? end + 1 : end)
    if (at >= text.length) break
    at++
  }
  return fields
}

function textEnd(text: string, start: number): number {
  const comma = text.indexOf(',', start)
  return comma < 0 ? text.length : comma
}

function quoteEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text.charCodeAt(at) !== 34) continue
    if (text.charCodeAt(at + 1) !== 34) return at
    at++
  }
  return text.length
}
