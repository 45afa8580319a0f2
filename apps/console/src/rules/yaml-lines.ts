/** One line of YAML in the pieces that are told apart: what it is about, what it says, what is said of it. */
export interface YamlLine {
  /** From 1. */
  readonly number: number
  readonly indent: string
  readonly key: string
  readonly value: string
  readonly comment: string
}

/**
 * Cuts a text into lines for reading. It colours, it does not parse: a line that it takes wrongly is shown whole all the same.
 */
export function yamlLines(text: string, most: number): readonly YamlLine[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n$/, '')
    .split('\n', most)
    .map((line, at) => ({ number: at + 1, ...pieces(line) }))
}

function pieces(line: string): Omit<YamlLine, 'number'> {
  const indent = /^[\s-]*(?=\S|$)/.exec(line)?.[0] ?? ''
  const rest = line.slice(indent.length)
  if (rest.startsWith('#')) return { indent, key: '', value: '', comment: rest }
  const [body, comment] = cutComment(rest)
  // A key of YAML ends with a colon before a space or the end; a quoted value is none.
  const key = /^[^\s'"#:[{][^:#]*:(?=\s|$)/.exec(body)?.[0] ?? ''
  return { indent, key, value: body.slice(key.length), comment }
}

/** A comment begins with a hash after a space, outside of quotes (YAML 1.2.2 §6.6). */
function cutComment(text: string): readonly [body: string, comment: string] {
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || (char === "'" && (at === 0 || /[\s[{,:]/.test(text[at - 1] ?? '')))) quote = char
    else if (char === '#' && /\s/.test(text[at - 1] ?? '')) return [text.slice(0, at), text.slice(at)]
  }
  return [text, '']
}
