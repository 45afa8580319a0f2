import { assertNever } from '@tocsin/kit'
import type { Node, Part, RegexTest, Test, TextTest } from './detection.ts'
import { fold } from './fold.ts'
import { tidyPattern } from './pattern.ts'
import type { Rarity } from './rarity.ts'
import { requiredLiteral } from './regex-literal.ts'

/** Something simple that an event must hold for a rule to match; cheap to look up for all rules at once. */
export interface Witness {
  /** The field, or '' for any value of the event. */
  readonly field: string
  /** `present`: the field is there, whatever it holds. */
  readonly kind: 'equals' | 'prefix' | 'suffix' | 'contains' | 'present'
  /** Folded; every dash that windash opened is `-` (no part of it in keywords, which are found exactly). */
  readonly text: string
}

export interface Witnesses {
  /** Roughly how often an event holds one of them, 0..: the smaller the better. */
  readonly cost: number
  /** If none of these holds, the rule does not match. */
  readonly any: readonly Witness[]
}

/**
 * Finds the rarest witnesses of rules; a rule that can match an event holding none of its texts has none.
 *
 * @param seen how often the witnesses of a node were held, 0..1, where that is better known than guessed
 */
export function witnessFinder(
  rarity: Rarity,
  seen: ReadonlyMap<Node, number> = new Map(),
): (node: Node) => Witnesses | undefined {
  const found = new WeakMap<Node, { readonly witnesses: Witnesses | undefined }>()
  const find = (node: Node): Witnesses | undefined => {
    const known = found.get(node)
    if (known !== undefined) return known.witnesses
    const witnesses = asSeen(findIn(node, find, rarity), seen.get(node))
    found.set(node, { witnesses })
    return witnesses
  }
  return find
}

/** What was guessed still decides between what was never seen. */
function asSeen(witnesses: Witnesses | undefined, rate: number | undefined): Witnesses | undefined {
  if (witnesses === undefined || rate === undefined) return witnesses
  return { ...witnesses, cost: rate + Math.min(witnesses.cost, 1) / 1000 }
}

function findIn(node: Node, find: (node: Node) => Witnesses | undefined, rarity: Rarity): Witnesses | undefined {
  switch (node.kind) {
    case 'not':
      return undefined
    case 'and': {
      let best: Witnesses | undefined
      for (const child of node.nodes) {
        const witnesses = find(child)
        if (witnesses !== undefined && (best === undefined || witnesses.cost < best.cost)) best = witnesses
      }
      return best
    }
    case 'or': {
      let cost = 0
      const any: Witness[] = []
      for (const child of node.nodes) {
        const witnesses = find(child)
        if (witnesses === undefined) return undefined
        cost += witnesses.cost
        for (const witness of witnesses.any) any.push(witness)
      }
      return { cost, any }
    }
    case 'ask':
      return ofTest(node.field, node.test, rarity)
    case 'keyword':
      return ofTest('', node.test, rarity)
    default:
      return assertNever(node)
  }
}

function ofTest(field: string, test: Test, rarity: Rarity): Witnesses | undefined {
  switch (test.kind) {
    case 'text':
      return single(ofText(field, test, rarity), rarity)
    case 'regex':
      return single(ofRegex(field, test, rarity), rarity)
    case 'null':
      return undefined
    case 'exists':
      return test.wanted === 'present' ? single(present(field), rarity) : undefined
    case 'cidr':
    case 'fieldref':
    case 'number':
      return single(present(field), rarity)
    default:
      return assertNever(test)
  }
}

/** Longer witnesses cost memory and tell nothing more. */
const longestAnchored = 100
const longestWindow = 16

function ofText(field: string, test: TextTest, rarity: Rarity): Witness {
  const parts = tidyPattern(
    test.pattern.map((part): Part => (part.kind === 'dash' && field !== '' ? { kind: 'text', text: '-' } : part)),
  )
  const choices = parts.flatMap((part, index): Witness[] => {
    if (part.kind !== 'text') return []
    const text = fold(part.text)
    const first = index === 0
    const last = index === parts.length - 1
    if (first && last && text.length <= longestAnchored) return [{ field, kind: 'equals', text }]
    if (first) return [{ field, kind: 'prefix', text: text.slice(0, longestAnchored) }]
    if (last) return [{ field, kind: 'suffix', text: text.slice(-longestAnchored) }]
    return [{ field, kind: 'contains', text: field === '' ? text : rarity.window(text, longestWindow) }]
  })
  if (parts.length === 0) return { field, kind: 'equals', text: '' }
  return choices.reduce((best, one) => (costOf(one, rarity) < costOf(best, rarity) ? one : best), present(field))
}

function ofRegex(field: string, test: RegexTest, rarity: Rarity): Witness {
  const literal = requiredLiteral(test)
  if (literal.length < 3) return present(field)
  return { field, kind: 'contains', text: rarity.window(fold(literal), longestWindow) }
}

function present(field: string): Witness {
  return { field, kind: 'present', text: '' }
}

function single(witness: Witness, rarity: Rarity): Witnesses {
  return { cost: costOf(witness, rarity), any: [witness] }
}

/**
 * A guess at the share of events that hold a witness, with the price of looking for it; only its order matters.
 *
 * Of a field with few known values each one is common, whatever its letters.
 */
function costOf({ field, kind, text }: Witness, rarity: Rarity): number {
  if (kind === 'present') return field === '' ? 10 : 0.7
  const chance = 2 ** (-rarity.bits(text) / 6)
  if (kind === 'equals') return 0.0005 + Math.max(chance * 0.3, 0.4 / (rarity.values(field) + 1))
  if (kind !== 'contains') return 0.001 + chance
  return field === '' ? 0.05 + Math.min(chance * 8, 0.9) : 0.015 + Math.min(chance * 3, 0.6)
}

/** Whatever a node could be filed under: the parts of its `and`s that have witnesses, at every depth. */
export function partsWithWitnesses(
  node: Node,
  find: (node: Node) => Witnesses | undefined,
): readonly (readonly [part: Node, witnesses: Witnesses])[] {
  if (node.kind === 'or') return node.nodes.flatMap((child) => partsWithWitnesses(child, find))
  if (node.kind !== 'and') return []
  return node.nodes.flatMap((child) => {
    const witnesses = find(child)
    const own = witnesses === undefined ? [] : [[child, witnesses] as const]
    return [...partsWithWitnesses(child, find), ...own]
  })
}
