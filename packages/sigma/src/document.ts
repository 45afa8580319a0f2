import { type CorrelationBody, readCorrelation } from './correlation-reader.ts'
import type { Node } from './detection.ts'
import { draftOf, nodeOfDraft } from './draft.ts'
import type { Filter } from './filter.ts'
import type { Placeholders } from './operand.ts'
import { type Pipeline, runPipelines } from './pipeline.ts'
import { placeOf, Refused, refuse } from './refuse.ts'
import type { Refusal, Rule, RuleHead } from './rule.ts'
import { type DocumentPlace, readHead, readLogsource, textOf, textsOf } from './rule-head.ts'
import { readSearches } from './search-reader.ts'
import { sha256 } from './sha256.ts'
import type { TreeDocument, TreeEntry, TreeMap } from './tree.ts'
import type { LogSource } from './value.ts'
import { entryOf } from './yaml-tree.ts'

/** A document of a file, before references between documents are looked up. */
export type SigmaDocument =
  | {
      readonly kind: 'rule'
      readonly rule: Rule
      readonly place: Locate
      /** What pipelines made of the names of its fields. */
      readonly rename?: (field: string) => readonly string[]
    }
  | { readonly kind: 'correlation'; readonly head: RuleHead; readonly body: CorrelationBody; readonly place: Locate }
  | { readonly kind: 'filter'; readonly filter: Filter; readonly place: Locate }

/** Makes a refusal of this document at an offset of its file. */
export type Locate = (at: number, reason: string, fix: string) => Refusal

export interface DocumentSource {
  readonly path: string
  readonly text: string
  readonly document: TreeDocument
  readonly placeholders: Placeholders
  readonly pipelines: readonly Pipeline[]
}

/** Reads one YAML document as what it says it is; a document without `detection`, `correlation` or `filter` is `other`. */
export function readDocument(
  source: DocumentSource,
): SigmaDocument | { readonly kind: 'refused'; readonly refusal: Refusal } | { readonly kind: 'other' } {
  const { document, path, text } = source
  const root = document.root
  const name = root?.kind === 'map' ? (textOf(root, 'id') ?? textOf(root, 'title')) : undefined
  const place: Locate = (at, reason, fix) => ({
    path,
    ...placeOf(text, at),
    ...(name === undefined ? {} : { rule: name }),
    reason,
    fix,
  })
  if (document.error !== undefined)
    return {
      kind: 'refused',
      refusal: place(
        document.error.at,
        `the YAML is broken: ${document.error.reason}`,
        'Correct the file at this place',
      ),
    }
  if (root?.kind !== 'map') return { kind: 'other' }
  try {
    return readMap(root, source, place)
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    const { at, reason, fix } = thrown.objection
    return { kind: 'refused', refusal: place(at, reason, fix) }
  }
}

function readMap(root: TreeMap, source: DocumentSource, place: Locate): SigmaDocument | { readonly kind: 'other' } {
  const action = entryOf(root, 'action')
  if (action !== undefined && entryOf(root, 'title') !== undefined && entryOf(root, 'correlation') === undefined)
    refuse(
      action.at,
      'rule collections with action: are obsolete',
      'Write each rule as a whole document, separated by ---',
    )
  const detection = entryOf(root, 'detection')
  const correlation = entryOf(root, 'correlation')
  const filter = entryOf(root, 'filter')
  if (detection !== undefined) return readRule(root, detection, source, place)
  if (correlation !== undefined) return readCorrelationDocument(root, correlation, source, place)
  if (filter !== undefined) return readFilter(root, filter, source, place)
  if (entryOf(root, 'logsource') !== undefined)
    refuse(root.at, 'it has a logsource but no detection', 'Add detection: with searches and a condition')
  return { kind: 'other' }
}

function readRule(root: TreeMap, detection: TreeEntry, source: DocumentSource, place: Locate): SigmaDocument {
  const where = placeIn(source)
  const body = mapOf(detection)
  const read = readDetection(root, body, ['timeframe'], source, where.warnings)
  const head = readHead(root, where)
  const rule: Rule = {
    ...head,
    version: withSettings(head.version, source, read),
    kind: 'rule',
    logsource: read.logsource,
    fields: read.fields,
    detection: read.node,
    filters: [],
  }
  return { kind: 'rule', rule, place, ...(read.rename === undefined ? {} : { rename: read.rename }) }
}

interface ReadDetection {
  readonly node: Node
  readonly logsource: LogSource
  readonly fields: readonly string[]
  readonly rename?: (field: string) => readonly string[]
}

/** The searches and their condition, as pipelines leave them. */
function readDetection(
  root: TreeMap,
  body: TreeMap,
  reserved: readonly string[],
  source: DocumentSource,
  warnings: string[],
): ReadDetection {
  const reading = readingOf(source, warnings)
  if (source.pipelines.length === 0) {
    const node = readSearches(body, reserved, reading)
    return { node, logsource: readLogsource(root), fields: textsOf(root, 'fields') }
  }
  const told = { logsource: readLogsource(root), fields: textsOf(root, 'fields'), tags: textsOf(root, 'tags') }
  const draft = draftOf(body, reserved, told)
  const rename = runPipelines(source.pipelines, draft)
  return { node: nodeOfDraft(draft, reading), logsource: draft.logsource, fields: draft.fields, rename }
}

function readCorrelationDocument(
  root: TreeMap,
  correlation: TreeEntry,
  source: DocumentSource,
  place: Locate,
): SigmaDocument {
  const where = placeIn(source)
  const body = readCorrelation(mapOf(correlation), entryOf(root, 'generate')?.value, (says) =>
    where.warnings.push(says),
  )
  return { kind: 'correlation', head: readHead(root, where), body, place }
}

function readFilter(root: TreeMap, entry: TreeEntry, source: DocumentSource, place: Locate): SigmaDocument {
  const where = placeIn(source)
  const body = mapOf(entry)
  const read = readDetection(root, body, ['rules'], source, where.warnings)
  const describes = read.node
  if (describes.kind === 'not')
    refuse(
      entryOf(body, 'condition')?.value.at ?? entry.at,
      'the condition of the filter is a negation, which readers of Sigma take in opposite ways',
      'Describe the events that are no longer hits, without not in front: condition: selection',
    )
  const head = readHead(root, where)
  const filter: Filter = {
    id: head.id,
    title: head.title,
    version: withSettings(head.version, source, read),
    path: source.path,
    line: where.line,
    logsource: read.logsource,
    rules: readFilterRules(body),
    describes,
  }
  return { kind: 'filter', filter, place }
}

function readFilterRules(body: TreeMap): Filter['rules'] {
  const entry = entryOf(body, 'rules')
  if (entry === undefined)
    refuse(body.at, 'the filter names no rules', 'List ids or names under rules:, or write rules: any')
  if (entry.value.kind === 'scalar' && entry.value.value === 'any') return 'any'
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  if (items.length === 0)
    refuse(entry.at, 'the filter names no rules', 'List ids or names under rules:, or write rules: any')
  return items.map((item) =>
    item.kind === 'scalar' && item.value !== null
      ? { name: String(item.value), at: item.at }
      : refuse(item.at, 'a rule is not named by text', 'Name rules by their id or name'),
  )
}

function mapOf(entry: TreeEntry): TreeMap {
  return entry.value.kind === 'map'
    ? entry.value
    : refuse(entry.value.at, `${entry.key} is not a map`, 'Write keys under it')
}

function placeIn({ path, text, document }: DocumentSource): DocumentPlace {
  const { line } = placeOf(text, document.start)
  return { path, line, text: text.slice(document.start, document.end), warnings: [] }
}

function readingOf({ path, text, placeholders }: DocumentSource, warnings: string[]) {
  return {
    placeholders,
    warn: (at: number, says: string) => {
      const { line, column } = placeOf(text, at)
      warnings.push(`${path}:${line}:${column}: ${says}`)
    },
  }
}

/** Other values for placeholders, and whatever pipelines changed, make it another rule. */
function withSettings(version: string, source: DocumentSource, read: ReadDetection): string {
  const placed = withPlaceholders(version, source)
  if (source.pipelines.length === 0) return placed
  return sha256(`${placed} ${JSON.stringify([read.node, read.logsource])}`, 32)
}

function withPlaceholders(version: string, { document, text, placeholders }: DocumentSource): string {
  if (placeholders.size === 0 || !text.slice(document.start, document.end).includes('expand')) return version
  return sha256(`${version} ${JSON.stringify([...placeholders].sort(([a], [b]) => (a < b ? -1 : 1)))}`, 32)
}
