import { assertNever } from '@tocsin/kit'
import { datePartNames } from './date-part.ts'
import type { Node, Part, Test } from './detection.ts'

/** A node in few words: its kind, then what it holds; children are numbers of rows before it, so that no row leads back to itself. */
export type NodeRow = readonly [kind: string, ...rest: (string | number | null)[]]

/** Writes nodes into rows, a node that stands in several places once. */
export function nodeTable() {
  const rows: NodeRow[] = []
  const numbers = new Map<Node, number>()
  const write = (node: Node): number => {
    const known = numbers.get(node)
    if (known !== undefined) return known
    const row = rowOf(node, write)
    numbers.set(node, rows.length)
    return rows.push(row) - 1
  }
  return { rows: rows as readonly NodeRow[], write }
}

function rowOf(node: Node, write: (node: Node) => number): NodeRow {
  switch (node.kind) {
    case 'and':
    case 'or':
      return [node.kind, ...node.nodes.map(write)]
    case 'not':
      return ['not', write(node.node)]
    case 'ask':
      return ['ask', node.field, ...testOf(node.test)]
    case 'keyword':
      return ['keyword', ...testOf(node.test)]
    default:
      return assertNever(node)
  }
}

const wildcards = ['many', 'one', 'dash'] as const

function testOf(test: Test): (string | number | null)[] {
  switch (test.kind) {
    case 'text':
      return ['text', Number(test.cased), ...test.pattern.map(partOf)]
    case 'regex':
      return ['regex', test.source, test.flags]
    case 'cidr':
      return ['cidr', test.network, test.bits, ...test.bytes]
    case 'null':
      return ['null']
    case 'exists':
      return ['exists', test.wanted]
    case 'fieldref':
      return ['fieldref', test.other, test.how, Number(test.cased)]
    case 'number':
      return ['number', test.part ?? null, test.is, test.than]
    default:
      return assertNever(test)
  }
}

function partOf(part: Part): string | number {
  return part.kind === 'text' ? part.text : wildcards.indexOf(part.kind)
}

/** Reads rows back; nothing if any of them is not what `nodeTable` writes. */
export function readNodes(rows: unknown): Node[] | undefined {
  if (!Array.isArray(rows)) return undefined
  const nodes: Node[] = []
  for (const row of rows) {
    const node = Array.isArray(row) ? readRow(row, nodes) : undefined
    if (node === undefined) return undefined
    nodes.push(node)
  }
  return nodes
}

function readRow(row: readonly unknown[], nodes: readonly Node[]): Node | undefined {
  const [kind, first] = row
  if (kind === 'not') {
    const node = nodeAt(nodes, first)
    return node === undefined ? undefined : { kind, node }
  }
  if (kind === 'and' || kind === 'or') {
    const children: Node[] = []
    for (let at = 1; at < row.length; at++) {
      const child = nodeAt(nodes, row[at])
      if (child === undefined) return undefined
      children.push(child)
    }
    return { kind, nodes: children }
  }
  if (kind === 'ask') {
    const test = readTest(row, 2)
    return typeof first === 'string' && test !== undefined ? { kind, field: first, test } : undefined
  }
  const test = kind === 'keyword' ? readTest(row, 1) : undefined
  return test?.kind === 'text' || test?.kind === 'regex' ? { kind: 'keyword', test } : undefined
}

function nodeAt(nodes: readonly Node[], number: unknown): Node | undefined {
  return typeof number === 'number' ? nodes[number] : undefined
}

const relations = ['equals', 'contains', 'startswith', 'endswith'] as const
const comparisons = ['lt', 'lte', 'gt', 'gte', 'eq'] as const

/** The test that stands in a row from a place on. */
function readTest(row: readonly unknown[], from: number): Test | undefined {
  const kind = row[from]
  const a = row[from + 1]
  const b = row[from + 2]
  switch (kind) {
    case 'text': {
      const pattern = readPattern(row, from + 2)
      return pattern === undefined ? undefined : { kind, pattern, cased: a === 1 }
    }
    case 'regex':
      return typeof a === 'string' && typeof b === 'string' ? { kind, source: a, flags: b } : undefined
    case 'cidr': {
      const rest = row.slice(from + 3)
      const bytes = rest.filter((byte): byte is number => typeof byte === 'number')
      if (typeof a !== 'string' || typeof b !== 'number' || bytes.length !== rest.length) return undefined
      return { kind, network: a, bits: b, bytes }
    }
    case 'null':
      return { kind }
    case 'exists':
      return a === 'present' || a === 'absent' ? { kind, wanted: a } : undefined
    case 'fieldref': {
      const how = relations.find((one) => one === b)
      return typeof a === 'string' && how !== undefined
        ? { kind, other: a, how, cased: row[from + 3] === 1 }
        : undefined
    }
    case 'number': {
      const than = row[from + 3]
      const part = datePartNames.find((one) => one === a)
      const is = comparisons.find((one) => one === b)
      if (is === undefined || typeof than !== 'number' || (part === undefined && a !== null)) return undefined
      return { kind, part, is, than }
    }
    default:
      return undefined
  }
}

const wildcardParts = wildcards.map((kind): Part => ({ kind }))

function readPattern(row: readonly unknown[], from: number): Part[] | undefined {
  const pattern: Part[] = []
  for (let at = from; at < row.length; at++) {
    const said = row[at]
    const part: Part | undefined =
      typeof said === 'string'
        ? { kind: 'text', text: said }
        : typeof said === 'number'
          ? wildcardParts[said]
          : undefined
    if (part === undefined) return undefined
    pattern.push(part)
  }
  return pattern
}
