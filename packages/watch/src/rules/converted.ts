import { type LoadOptions, loadRules, type Node, type Pipeline, type Rule } from '@tocsin/sigma'
import type { RuleFile } from './bundle.ts'

/** What one processing pipeline made of a rule. */
export interface Converted {
  readonly pipeline: string
  readonly path: string
  /** Fields that the rule no longer reads, and those that it reads instead. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** `product|category|service`, where the pipeline changed it. */
  readonly logsource?: { readonly before: string; readonly after: string }
  /** Fields beyond those that are listed. */
  readonly more: number
  /** What it asks of fields, or how the answers are joined, is another too. */
  readonly asks: boolean
}

const mostListed = 12

/**
 * Which pipelines changed a rule, and how: each is held against what those before it had left, in the order of their
 * priority. One that changed nothing is left out.
 */
export function convertedBy(file: RuleFile, id: string, pipelines: readonly Pipeline[]): readonly Converted[] {
  const sorted = [...pipelines].sort((a, b) => a.priority - b.priority)
  let before = ruleUnder(file, id, {})
  const changes: Converted[] = []
  for (const [index, pipeline] of sorted.entries()) {
    const after = ruleUnder(file, id, { pipelines: sorted.slice(0, index + 1) })
    const change = difference(before, after)
    if (change !== undefined) changes.push({ pipeline: pipeline.name, path: pipeline.path, ...change })
    // A rule that an earlier one alone leaves unreadable is compared with what came before that.
    before = after ?? before
  }
  return changes
}

function ruleUnder(file: RuleFile, id: string, options: LoadOptions): Rule | undefined {
  return loadRules([file], options).rules.find((rule) => rule.id === id)
}

function difference(
  before: Rule | undefined,
  after: Rule | undefined,
): Omit<Converted, 'pipeline' | 'path'> | undefined {
  if (after === undefined) return undefined
  const [old, fresh] = [before === undefined ? [] : fieldsOf(before.detection), fieldsOf(after.detection)]
  const [gone, come] = [old.filter((one) => !fresh.includes(one)), fresh.filter((one) => !old.includes(one))]
  const [from, to] = [before === undefined ? '' : sourceOf(before), sourceOf(after)]
  const moved = before !== undefined && from !== to
  const asks = before === undefined || shape(before.detection, gone) !== shape(after.detection, come)
  if (gone.length === 0 && come.length === 0 && !moved && !asks) return undefined
  return {
    before: gone.slice(0, mostListed),
    after: come.slice(0, mostListed),
    ...(moved ? { logsource: { before: from, after: to } } : {}),
    more: Math.max(0, gone.length - mostListed) + Math.max(0, come.length - mostListed),
    asks,
  }
}

/** The detection without the names of fields that were changed: what is left differs where more than names did. */
function shape(detection: Node, changed: readonly string[]): string {
  const names = new Set(changed)
  return JSON.stringify(detection, (key, value) => (key === 'field' && names.has(value) ? '' : value))
}

function fieldsOf(node: Node): readonly string[] {
  const found = new Set<string>()
  const visit = (one: Node) => {
    if (one.kind === 'and' || one.kind === 'or') for (const child of one.nodes) visit(child)
    else if (one.kind === 'not') visit(one.node)
    else if (one.kind === 'ask') found.add(one.field.slice(0, 200))
  }
  visit(node)
  return [...found]
}

function sourceOf({ logsource: { product = '', category = '', service = '' } }: Rule): string {
  return `${product}|${category}|${service}`
}
