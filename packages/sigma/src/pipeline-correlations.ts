import type { SigmaDocument } from './document.ts'
import type { Refusal } from './rule.ts'

type RuleDocument = Extract<SigmaDocument, { kind: 'rule' }>
type CorrelationDocument = Extract<SigmaDocument, { kind: 'correlation' }>

/**
 * Makes correlations read the fields that pipelines gave to the rules they hear: as aliases, so that rules whose fields
 * were renamed differently still meet in one group. A field that became several is refused, since a group has one.
 */
export function renameInCorrelations(documents: readonly SigmaDocument[], refused: Refusal[]): SigmaDocument[] {
  const heads = new Map<string, RuleDocument | CorrelationDocument>()
  for (const document of documents) {
    if (document.kind === 'filter') continue
    const { id, name } = document.kind === 'rule' ? document.rule : document.head
    heads.set(id, document)
    if (name !== undefined) heads.set(name, document)
  }
  return documents.flatMap((document): SigmaDocument[] => {
    if (document.kind !== 'correlation') return [document]
    const renamed = renameIn(document, heads)
    if ('reason' in renamed) refused.push(renamed)
    return 'reason' in renamed ? [] : [renamed]
  })
}

function renameIn(
  document: CorrelationDocument,
  heads: ReadonlyMap<string, RuleDocument | CorrelationDocument>,
): CorrelationDocument | Refusal {
  const { body, place } = document
  const at = body.rules[0]?.at ?? 0
  const aliases = new Map([...body.aliases].map(([alias, fields]) => [alias, new Map(fields)]))
  for (const { rule, rename } of heardBy(document, heads)) {
    if (rename === undefined) continue
    for (const name of [...body.groupBy, ...body.valueFields]) {
      const alias = aliases.get(name) ?? new Map<string, { readonly field: string; readonly at: number }>()
      const stated = alias.get(rule.id) ?? (rule.name === undefined ? undefined : alias.get(rule.name))
      const names = rename(stated?.field ?? name)
      const [field] = names
      if (field === undefined || names.length > 1)
        return place(
          at,
          `a pipeline makes ${names.join(' and ')} of ${name}`,
          'Group and count by a field mapped to one',
        )
      if (field === name && stated === undefined) continue
      if (rule.name !== undefined) alias.delete(rule.name)
      alias.set(rule.id, { field, at: stated?.at ?? at })
      aliases.set(name, alias)
    }
  }
  return { ...document, body: { ...body, aliases } }
}

/** The rules that a correlation hears, through others too. */
function heardBy(
  document: CorrelationDocument,
  heads: ReadonlyMap<string, RuleDocument | CorrelationDocument>,
): Set<RuleDocument> {
  const heard = new Set<RuleDocument>()
  const seen = new Set<CorrelationDocument>([document])
  // A set is walked while it grows: circles end, which the resolver refuses later.
  for (const one of seen)
    for (const { name } of one.body.rules) {
      const target = heads.get(name)
      if (target?.kind === 'rule') heard.add(target)
      else if (target !== undefined) seen.add(target)
    }
  return heard
}
