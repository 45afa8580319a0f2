import { assertNever } from '@tocsin/kit'
import type { Node, Part, RegexTest, Test, TextTest } from './detection.ts'
import { fold } from './fold.ts'
import { tidyPattern } from './pattern.ts'
import { requiredLiteral } from './regex-literal.ts'

/** Something simple that an event must hold for a rule to match; cheap to look up for all rules at once. */
export interface Witness {
  /** The field, or '' for any value of the event. */
  readonly field: string
  /** `present`: the field is there, whatever it holds. */
  readonly kind: 'equals' | 'prefix' | 'suffix' | 'contains' | 'present'
  /** Folded; every dash that windash opened is `-`. */
  readonly text: string
}

export interface Witnesses {
  /** Roughly how often an event holds one of them, 0..: the smaller the better. */
  readonly cost: number
  /** If none of these holds, the rule does not match. */
  readonly any: readonly Witness[]
}

/** Finds the rarest witnesses of rules; a rule that can match an event holding none of its texts has none. */
export function witnessFinder(): (node: Node) => Witnesses | undefined {
  const found = new WeakMap<Node, { readonly witnesses: Witnesses | undefined }>()
  const find = (node: Node): Witnesses | undefined => {
    const known = found.get(node)
    if (known !== undefined) return known.witnesses
    const witnesses = findIn(node, find)
    found.set(node, { witnesses })
    return witnesses
  }
  return find
}

function findIn(node: Node, find: (node: Node) => Witnesses | undefined): Witnesses | undefined {
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
      return ofTest(node.field, node.test)
    case 'keyword':
      return ofTest('', node.test)
    default:
      return assertNever(node)
  }
}

function ofTest(field: string, test: Test): Witnesses | undefined {
  switch (test.kind) {
    case 'text':
      return single(ofText(field, test))
    case 'regex':
      return single(ofRegex(field, test))
    case 'null':
      return undefined
    case 'exists':
      return test.wanted === 'present' ? single(present(field)) : undefined
    case 'cidr':
    case 'fieldref':
    case 'number':
      return single(present(field))
    default:
      return assertNever(test)
  }
}

/** Longer witnesses cost memory and tell little more. */
const longest = 20

function ofText(field: string, test: TextTest): Witness {
  const parts = tidyPattern(
    test.pattern.map((part): Part => (part.kind === 'dash' ? { kind: 'text', text: '-' } : part)),
  )
  const choices = parts.flatMap((part, index): Witness[] => {
    if (part.kind !== 'text') return []
    const text = fold(part.text)
    const first = index === 0
    const last = index === parts.length - 1
    if (first && last && text.length <= longest) return [{ field, kind: 'equals', text }]
    if (first) return [{ field, kind: 'prefix', text: text.slice(0, longest) }]
    if (last) return [{ field, kind: 'suffix', text: text.slice(-longest) }]
    return [{ field, kind: 'contains', text: rarestWindow(text) }]
  })
  if (parts.length === 0) return { field, kind: 'equals', text: '' }
  return choices.reduce((best, one) => (costOf(one) < costOf(best) ? one : best), present(field))
}

function ofRegex(field: string, test: RegexTest): Witness {
  const literal = requiredLiteral(test)
  return literal.length < 3 ? present(field) : { field, kind: 'contains', text: rarestWindow(fold(literal)) }
}

function present(field: string): Witness {
  return { field, kind: 'present', text: '' }
}

function single(witness: Witness): Witnesses {
  return { cost: costOf(witness), any: [witness] }
}

function rarestWindow(text: string): string {
  return text.length <= longest ? text : text.slice(0, longest)
}

/** Fields that nearly every event of a kind has with the same few values. */
const commonFields = new Set([
  'EventID',
  'Channel',
  'Provider_Name',
  'Initiated',
  'Status',
  'IntegrityLevel',
  'LogonType',
])
const commonTexts =
  /^(?:\\?(?:cmd|powershell|pwsh|svchost|explorer|rundll32|wmiprvse|conhost)\.exe|c:\\windows\\?.*|.*\\windows\\(?:system32|syswow64)\\?|\\appdata\\.*|\.exe|\.dll|.*\\currentversion\\.*|system|hk(?:lm|cu)\\.*)$/

/** A guess at how many events hold a witness, as a share; only its order matters. */
function costOf({ field, kind, text }: Witness): number {
  if (kind === 'present') return field === '' ? 1000 : 60
  let cost = 40 * 0.72 ** text.length
  if (kind === 'contains') cost = cost * 4 + 1
  else cost += 0.2
  if (commonFields.has(field)) cost += 25
  if (commonTexts.test(text)) cost += 8
  return field === '' ? cost * 10 + 5 : cost
}
