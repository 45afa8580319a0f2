import type { Tree, TreeDocument, TreeEntry } from './tree.ts'
import type { Scalar } from './value.ts'

/**
 * Reads the plain YAML that nearly all rules are written in, several times faster than a whole YAML reader.
 *
 * One document; maps and lists by indentation; scalars on one line, plain or in quotes without escapes; literal blocks.
 * Anything else, and anything doubtful, gives nothing: the YAML library reads it then, and says what is wrong with it.
 */
export function readPlainYaml(text: string): TreeDocument | undefined {
  if (doubtful.test(text)) return undefined
  const lines = linesOf(text)
  const state: State = { text, lines, next: 0 }
  const [first] = lines
  if (first === undefined || first.indent !== 0) return undefined
  const root = readBlock(state, 0)
  if (root === undefined || state.next < lines.length) return undefined
  return { root, start: root.at, end: text.length, error: undefined }
}

/** Tabs, carriage returns, control characters, several documents, directives. */
const doubtful = /[^\P{Cc}\n]|[\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/mu

interface Line {
  readonly indent: number
  /** Offset of its first character that is no space. */
  at: number
  /** From there to the end of the line. */
  body: string
  readonly number: number
}

interface State {
  readonly text: string
  readonly lines: Line[]
  next: number
}

/** Lines that say something, with their number among all lines. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let number = 0
  for (let start = 0; start < text.length; number++) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    let at = start
    while (at < end && text.charCodeAt(at) === 32) at++
    if (at < end && text.charCodeAt(at) !== 35)
      lines.push({ indent: at - start, at, body: text.slice(at, end), number })
    start = end + 1
  }
  return lines
}

/** A map or list whose lines start at this indent. */
function readBlock(state: State, indent: number): Tree | undefined {
  const line = state.lines[state.next]
  if (line === undefined) return undefined
  return isItem(line.body) ? readList(state, indent) : readMap(state, indent)
}

function isItem(body: string): boolean {
  return body === '-' || body.startsWith('- ')
}

function readList(state: State, indent: number): Tree | undefined {
  const items: Tree[] = []
  const at = state.lines[state.next]?.at ?? 0
  for (
    let line = state.lines[state.next];
    line !== undefined && line.indent >= indent;
    line = state.lines[state.next]
  ) {
    if (line.indent !== indent || !isItem(line.body))
      return line.indent === indent ? { kind: 'list', items, at } : undefined
    const content = line.body.slice(1).trimStart()
    const shift = line.body.length - content.length
    if (content === '' || content.startsWith('#') || isItem(content)) return undefined
    if (keyOf(content) !== undefined) {
      state.lines[state.next] = { indent: indent + shift, at: line.at + shift, body: content, number: line.number }
      const map = readMap(state, indent + shift)
      if (map === undefined) return undefined
      items.push(map)
    } else {
      state.next++
      const scalar = readScalar(content, line.at + shift)
      if (scalar === undefined || deeper(state, indent)) return undefined
      items.push(scalar)
    }
  }
  return { kind: 'list', items, at }
}

function deeper(state: State, indent: number): boolean {
  const next = state.lines[state.next]
  return next !== undefined && next.indent > indent
}

function readMap(state: State, indent: number): Tree | undefined {
  const entries: TreeEntry[] = []
  const seen = new Set<string>()
  const at = state.lines[state.next]?.at ?? 0
  for (
    let line = state.lines[state.next];
    line !== undefined && line.indent >= indent;
    line = state.lines[state.next]
  ) {
    if (line.indent !== indent || isItem(line.body)) return undefined
    const found = keyOf(line.body)
    if (found === undefined || seen.has(found.key)) return undefined
    seen.add(found.key)
    state.next++
    const value = readValue(state, line, found.length, indent)
    if (value === undefined) return undefined
    entries.push({ key: found.key, at: line.at, value })
  }
  return { kind: 'map', entries, at }
}

const plainKey = /^([A-Za-z_][\w.|@ -]*):(?= |$)/
const quotedKey = /^'([^'\\]*)':(?= |$)/

function keyOf(body: string): { key: string; length: number } | undefined {
  const match = plainKey.exec(body) ?? quotedKey.exec(body)
  if (match?.[1] === undefined || words.test(match[1]) || / $/.test(match[1])) return undefined
  return { key: match[1], length: match[0].length }
}

function readValue(state: State, line: Line, length: number, indent: number): Tree | undefined {
  const content = line.body.slice(length).trimStart()
  const at = line.at + line.body.length - content.length
  if (content === '' || content.startsWith('#')) {
    const next = state.lines[state.next]
    if (next === undefined || next.indent < indent) return undefined
    // A list may stand at the indent of its key.
    if (next.indent === indent) return isItem(next.body) ? readList(state, indent) : undefined
    return readBlock(state, next.indent)
  }
  if (content === '|') return readLiteral(state, line, indent, at)
  const scalar = readScalar(content, at)
  return scalar === undefined || deeper(state, indent) ? undefined : scalar
}

/** A literal block (`|`): its lines as they are, one line end at its end. */
function readLiteral(state: State, line: Line, indent: number, at: number): Tree | undefined {
  let end = state.text.indexOf('\n', at)
  if (end < 0) return undefined
  const rows: string[] = []
  let inner = -1
  let number = line.number
  for (;;) {
    const start = end + 1
    if (start >= state.text.length) break
    const found = state.text.indexOf('\n', start)
    const row = state.text.slice(start, found < 0 ? state.text.length : found)
    const spaces = row.length - row.trimStart().length
    if (row.trim() !== '' && spaces <= indent) break
    if (row.trim() !== '' && inner < 0) inner = spaces
    if (inner < 0 || (row.trim() !== '' && spaces < inner) || (row.trim() === '' && row.length > inner))
      return undefined
    rows.push(row.slice(inner))
    number++
    if (found < 0) {
      end = state.text.length
      break
    }
    end = found
  }
  if (inner < 0) return undefined
  while ((state.lines[state.next]?.number ?? Number.POSITIVE_INFINITY) <= number) state.next++
  while (rows.at(-1) === '') rows.pop()
  return { kind: 'scalar', value: `${rows.join('\n')}\n`, at }
}

function readScalar(content: string, at: number): Tree | undefined {
  const quoted = /^'((?:[^']|'')*)'(?: +#.*| *)$/.exec(content)
  if (quoted?.[1] !== undefined) return { kind: 'scalar', value: quoted[1].replaceAll("''", "'"), at }
  const double = /^"([^"\\]*)"(?: +#.*| *)$/.exec(content)
  if (double?.[1] !== undefined) return { kind: 'scalar', value: double[1], at }
  if (!/^[\p{L}0-9_./\\(<+=~$^;]|^-[^\s-]/u.test(content)) return undefined
  const comment = content.search(/ +#/)
  const plain = (comment < 0 ? content : content.slice(0, comment)).trimEnd()
  if (/: |:$/.test(plain)) return undefined
  const value = resolved(plain)
  return value === undefined ? undefined : { kind: 'scalar', value, at }
}

const words = /^(?:null|true|false|~)$/i

/** YAML 1.2 core schema (§10.3.2), where it is plain to see. */
function resolved(plain: string): Scalar | undefined {
  if (words.test(plain))
    return plain === 'null' ? null : plain === 'true' ? true : plain === 'false' ? false : undefined
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(plain)) return Number(plain)
  return likeNumber.test(plain) ? undefined : plain
}

/** Whatever might be a number in another way is left to the library. */
const likeNumber = /^[-+]?(?:0o[0-7]+|0x[\da-f]+|(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|\.inf|\.nan)$/i
