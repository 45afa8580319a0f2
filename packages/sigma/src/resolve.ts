import type { SigmaDocument } from './document.ts'
import { filtered, filterFits } from './filter.ts'
import type { Correlation, Refusal, Rule } from './rule.ts'

type RuleDocument = Extract<SigmaDocument, { kind: 'rule' }>
type CorrelationDocument = Extract<SigmaDocument, { kind: 'correlation' }>
type FilterDocument = Extract<SigmaDocument, { kind: 'filter' }>

/** Looks up what documents say of each other: filters of rules, rules of correlations, chains. */
export function resolve(documents: readonly SigmaDocument[]): {
  rules: Rule[]
  correlations: Correlation[]
  refused: Refusal[]
} {
  const refused: Refusal[] = []
  const speaking = unique(documents, refused)
  const ruleDocuments = speaking.filter((document): document is RuleDocument => document.kind === 'rule')
  const filters = documents.filter((document): document is FilterDocument => document.kind === 'filter')
  const rules = applyFilters(ruleDocuments, filters, refused)
  const correlations = link(
    rules,
    speaking.filter((document): document is CorrelationDocument => document.kind === 'correlation'),
    refused,
  )
  return { rules, correlations, refused }
}

/** Drops a rule or correlation whose id or name another one has already. */
function unique(documents: readonly SigmaDocument[], refused: Refusal[]): (RuleDocument | CorrelationDocument)[] {
  const taken = new Map<string, string>()
  return documents.filter((document): document is RuleDocument | CorrelationDocument => {
    if (document.kind === 'filter') return false
    const head = document.kind === 'rule' ? document.rule : document.head
    const names = new Set(head.name === undefined ? [head.id] : [head.id, head.name])
    const clash = [...names].find((name) => taken.has(name))
    if (clash === undefined) {
      for (const name of names) taken.set(name, `${head.path}:${head.line}`)
      return true
    }
    const place = document.place(0, '', '')
    const reason = `${clash} already names the document at ${taken.get(clash)}`
    refused.push({ ...place, line: head.line, column: 1, reason, fix: 'Give each rule an id and name of its own' })
    return false
  })
}

function applyFilters(
  documents: readonly RuleDocument[],
  filters: readonly FilterDocument[],
  refused: Refusal[],
): Rule[] {
  const byName = indexByName(documents.map((document) => document.rule))
  const narrowing = new Map<string, FilterDocument['filter'][]>()
  const narrow = (rule: Rule, filter: FilterDocument['filter']) => {
    const list = narrowing.get(rule.id) ?? []
    if (!list.includes(filter)) list.push(filter)
    narrowing.set(rule.id, list)
  }
  for (const { filter, place } of filters) {
    if (filter.rules === 'any') for (const { rule } of documents) if (filterFits(filter, rule)) narrow(rule, filter)
    for (const { name, at } of filter.rules === 'any' ? [] : filter.rules) {
      const rule = byName.get(name)
      if (rule === undefined)
        refused.push(
          place(at, `the filter names ${name}, which is no loaded rule`, 'Correct the id, or take it off the list'),
        )
      else if (!filterFits(filter, rule))
        refused.push(
          place(at, `the filter's logsource is not that of ${name}`, 'State the same logsource, or fewer of its keys'),
        )
      else narrow(rule, filter)
    }
  }
  return documents.map(({ rule }) => filtered(rule, narrowing.get(rule.id) ?? []))
}

/** Correlations may build on correlations; this deep is more than anyone can follow. */
const maxChain = 20

/** Keeps the correlations whose references all lead to something loaded, and not back to themselves. */
function link(rules: readonly Rule[], documents: readonly CorrelationDocument[], refused: Refusal[]): Correlation[] {
  const heads: Heads = new Map<string, Rule | CorrelationDocument>(indexByName(rules))
  for (const document of documents) for (const name of namesOf(document.head)) heads.set(name, document)
  const depths = new Map<CorrelationDocument, number>()
  const linked = new Map<CorrelationDocument, Correlation>()
  const { sorted, cyclic } = inOrder(documents, heads)
  for (const document of cyclic)
    refused.push(document.place(document.body.rules[0]?.at ?? 0, 'its chain leads back to itself', 'Break the cycle'))
  for (const document of sorted) {
    const below = buildsOn(document, heads)
    const depth = 1 + below.reduce((most, one) => Math.max(most, depths.get(one) ?? 0), 0)
    depths.set(document, depth)
    const fault = firstFault(document, heads, (one) => linked.has(one), depth)
    if (fault === undefined) linked.set(document, correlationOf(document, heads))
    else refused.push(fault)
  }
  return documents.flatMap((document) => linked.get(document) ?? [])
}

type Heads = Map<string, Rule | CorrelationDocument>

/** Each correlation after those that it builds on (Kahn); what is left over lies on a cycle or builds on one. */
function inOrder(documents: readonly CorrelationDocument[], heads: Heads) {
  const waiting = new Map(documents.map((document) => [document, buildsOn(document, heads).length]))
  const above = new Map<CorrelationDocument, CorrelationDocument[]>()
  for (const document of documents)
    for (const one of buildsOn(document, heads)) above.set(one, [...(above.get(one) ?? []), document])
  const sorted = documents.filter((document) => waiting.get(document) === 0)
  for (const document of sorted) {
    for (const one of above.get(document) ?? []) {
      const left = (waiting.get(one) ?? 0) - 1
      waiting.set(one, left)
      if (left === 0) sorted.push(one)
    }
  }
  return { sorted, cyclic: documents.filter((document) => (waiting.get(document) ?? 0) > 0) }
}

function buildsOn(document: CorrelationDocument, heads: Heads): CorrelationDocument[] {
  const targets = document.body.rules.map(({ name }) => heads.get(name))
  return [...new Set(targets)].filter((target): target is CorrelationDocument => target?.kind === 'correlation')
}

function firstFault(
  { body, place }: CorrelationDocument,
  heads: Heads,
  isLinked: (document: CorrelationDocument) => boolean,
  depth: number,
): Refusal | undefined {
  if (depth > maxChain) return place(body.rules[0]?.at ?? 0, `its chain is longer than ${maxChain}`, 'Shorten it')
  const seen = new Set<string>()
  for (const { name, at } of body.rules) {
    const target = heads.get(name)
    if (target === undefined)
      return place(at, `it names ${name}, which is no loaded rule`, 'Load the rule, or correct the id or name')
    if (target.kind === 'correlation' && !isLinked(target))
      return place(at, `it names ${name}, which was refused`, 'Correct that correlation first')
    const id = idOf(target)
    if (seen.has(id)) return place(at, `it names ${name} twice`, 'Name each rule once')
    seen.add(id)
  }
  for (const fields of body.aliases.values())
    for (const [name, { at }] of fields)
      if (!heads.has(name)) return place(at, `an alias names ${name}, which is no loaded rule`, 'Correct the name')
  return undefined
}

function correlationOf({ head, body }: CorrelationDocument, heads: Heads): Correlation {
  const idFor = (name: string) => {
    const target = heads.get(name)
    return target === undefined ? name : idOf(target)
  }
  return {
    ...head,
    kind: 'correlation',
    ...body,
    rules: body.rules.map(({ name }) => idFor(name)),
    aliases: new Map(
      [...body.aliases].map(([alias, fields]) => [
        alias,
        new Map([...fields].map(([name, { field }]) => [idFor(name), field])),
      ]),
    ),
  }
}

function idOf(target: Rule | CorrelationDocument): string {
  return target.kind === 'rule' ? target.id : target.head.id
}

function namesOf(head: { readonly id: string; readonly name?: string }): string[] {
  return head.name === undefined ? [head.id] : [head.id, head.name]
}

function indexByName(rules: readonly Rule[]): Map<string, Rule> {
  return new Map(rules.flatMap((rule) => namesOf(rule).map((name): [string, Rule] => [name, rule])))
}
