import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import { readPlainYaml } from './plain-yaml.ts'
import { refuse } from './refuse.ts'
import type { Tree, TreeDocument, TreeEntry, TreeMap } from './tree.ts'
import type { Scalar } from './value.ts'

/** Aliases may make a small file large; this many nodes are enough for any rule. */
const maxNodes = 200_000
const maxDepth = 64

/** Reads all documents of a YAML 1.2 file (core schema). Throws `Refused` for a document beyond all bounds. */
export function readYaml(text: string): TreeDocument[] {
  const plain = readPlainYaml(text)
  return plain === undefined ? readAnyYaml(text) : [plain]
}

/** The same, by the YAML library alone. */
export function readAnyYaml(text: string): TreeDocument[] {
  const documents = parseAllDocuments(text, { prettyErrors: false, keepSourceTokens: false, logLevel: 'silent' })
  return [...documents].map((document) => readDocument(document))
}

export function entryOf(map: TreeMap, key: string): TreeEntry | undefined {
  return map.entries.find((entry) => entry.key === key)
}

function readDocument(document: Document.Parsed): TreeDocument {
  const [start, , end] = document.range
  const [first] = document.errors
  if (first !== undefined) {
    // The library recurses, and reports its exhausted stack as if the document had said so.
    const reason = first.message.includes('call stack')
      ? 'it is nested far too deep'
      : first.message.replaceAll('\n', ' ')
    return { root: undefined, start, end, error: { at: first.pos[0], reason } }
  }
  const budget = { left: maxNodes }
  const root = document.contents === null ? undefined : convert(document.contents, document, 0, budget)
  return { root, start: root?.at ?? start, end, error: undefined }
}

function convert(node: unknown, document: Document.Parsed, depth: number, budget: { left: number }): Tree {
  const at = offsetOf(node)
  if (depth > maxDepth) refuse(at, `it is nested deeper than ${maxDepth} levels`, 'Flatten the document')
  if (--budget.left < 0) refuse(at, `it has more than ${maxNodes} values`, 'Split the document, and avoid YAML aliases')
  if (isAlias(node)) {
    const target = node.resolve(document)
    if (target === undefined)
      refuse(at, `the alias *${node.source} points to nothing`, 'Define the anchor, or write the value out')
    return convert(target, document, depth + 1, budget)
  }
  if (isScalar(node)) return { kind: 'scalar', value: scalarOf(node.value, node.source), at }
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => convert(item, document, depth + 1, budget)), at }
  if (isMap(node)) {
    const entries = node.items.map((pair): TreeEntry => {
      const key = isScalar(pair.key) ? scalarOf(pair.key.value, pair.key.source) : undefined
      if (key === undefined) refuse(offsetOf(pair.key), 'a key is not plain text', 'Use plain text as key')
      const value = pair.value === null ? null : convert(pair.value, document, depth + 1, budget)
      const keyAt = offsetOf(pair.key)
      return { key: String(key ?? ''), at: keyAt, value: value ?? { kind: 'scalar', value: null, at: keyAt } }
    })
    return { kind: 'map', entries, at }
  }
  return { kind: 'scalar', value: null, at }
}

/** Numbers beyond 2^53 stay text: rules compare decimal digits. */
function scalarOf(value: unknown, source: string | undefined): Scalar {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || !Number.isInteger(value) ? value : (source ?? String(value))
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  return value === undefined ? null : String(value)
}

function offsetOf(node: unknown): number {
  const range = isScalar(node) || isSeq(node) || isMap(node) || isAlias(node) ? node.range : undefined
  return range?.[0] ?? 0
}
