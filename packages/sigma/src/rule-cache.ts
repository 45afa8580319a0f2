import { checksum } from './checksum.ts'
import type { Node } from './detection.ts'
import { nodeTable, readNodes } from './node-table.ts'
import {
  type Correlation,
  type CorrelationKind,
  levels,
  type Plain,
  type Refusal,
  type Rule,
  type RuleHead,
  type RuleSet,
} from './rule.ts'
import type { LogSource } from './value.ts'

/** Changes with the form of what is written. */
const form = 'tocsin-sigma-rules 1'
/** Longer bytes are not read: 50 times what all public rules take. */
const longest = 256_000_000

/**
 * Writes loaded rules down, so that the next start need not read their YAML again.
 *
 * @param key names all that decides what the rules mean: a digest of the engine's version, the files, the pipelines and the
 *   placeholders. No line breaks.
 */
export function writeRuleCache(set: RuleSet, key: string): Uint8Array {
  const { rows, write } = nodeTable()
  const rules = set.rules.map(({ detection, ...rest }) => ({ ...rest, detection: write(detection) }))
  const correlations = set.correlations.map((correlation) => ({
    ...correlation,
    aliases: [...correlation.aliases].map(([alias, fields]) => [alias, [...fields]]),
  }))
  const body = encoder.encode(JSON.stringify({ rows, rules, correlations, refused: set.refused, others: set.others }))
  const head = encoder.encode(`${form}\n${key}\n${checksum(body)}\n`)
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

/**
 * Reads rules back that `writeRuleCache` wrote under the same key; they judge as those that were written.
 *
 * Total: nothing for bytes of another key or form, and for damaged ones; the rules are loaded from their files then.
 */
export function readRuleCache(bytes: Uint8Array, key: string): RuleSet | undefined {
  const head = encoder.encode(`${form}\n${key}\n`)
  const start = head.length + 33
  if (bytes.length > longest || bytes.length < start || !head.every((byte, at) => bytes[at] === byte)) return undefined
  const body = bytes.subarray(start)
  try {
    if (decoder.decode(bytes.subarray(head.length, start)) !== `${checksum(body)}\n`) return undefined
    return readSet(JSON.parse(decoder.decode(body)))
  } catch {
    return undefined
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

function readSet(body: unknown): RuleSet | undefined {
  if (!isMap(body)) return undefined
  const nodes = readNodes(body['rows'])
  const rules = listOf(body['rules'], (one) => readRule(one, nodes ?? []))
  const correlations = listOf(body['correlations'], readCorrelation)
  const refused = listOf(body['refused'], (one) => (isRefusal(one) ? one : undefined))
  const others = listOf(body['others'], (one) => (isOther(one) ? one : undefined))
  if (nodes === undefined || rules === undefined || correlations === undefined) return undefined
  return refused === undefined || others === undefined ? undefined : { rules, correlations, refused, others }
}

function readRule(one: unknown, nodes: readonly Node[]): Rule | undefined {
  if (!isHead(one) || one['kind'] !== 'rule' || !isLogSource(one['logsource'])) return undefined
  const { detection, fields, filters, logsource } = one
  const node = typeof detection === 'number' ? nodes[detection] : undefined
  if (node === undefined || !isTexts(fields) || !isTexts(filters)) return undefined
  return { ...one, ...customOf(one), kind: 'rule', logsource, fields, detection: node, filters }
}

const kinds: readonly CorrelationKind[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
]
const comparisons = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq']

function readCorrelation(one: unknown): Correlation | undefined {
  if (!isHead(one) || one['kind'] !== 'correlation') return undefined
  const { rules, groupBy, timespan, valueFields, percentile, generate } = one
  const type = kinds.find((kind) => kind === one['type'])
  const condition = listOf(one['condition'], (part) => (isCondition(part) ? part : undefined))
  const aliases = listOf(one['aliases'], (entry) => entryOf(entry, (fields) => listOf(fields, textEntry)))
  if (type === undefined || condition === undefined || aliases === undefined) return undefined
  if (!isTexts(rules) || !isTexts(groupBy) || !isTexts(valueFields)) return undefined
  if (typeof timespan !== 'number' || typeof generate !== 'boolean') return undefined
  return {
    ...one,
    ...customOf(one),
    kind: 'correlation',
    type,
    rules,
    groupBy,
    aliases: new Map(aliases.map(([alias, fields]) => [alias, new Map(fields)])),
    timespan,
    condition,
    valueFields,
    ...(typeof percentile === 'number' ? { percentile } : {}),
    generate,
  }
}

type Head = RuleHead & Readonly<Record<string, unknown>>

const texts = ['id', 'title', 'path', 'version'] as const
const optional = ['name', 'status', 'description', 'author', 'date', 'modified', 'license'] as const
const lists = ['tags', 'techniques', 'falsepositives', 'references', 'warnings'] as const

function isHead(one: unknown): one is Head {
  if (!isMap(one) || typeof one['line'] !== 'number' || !levels.some((level) => level === one['level'])) return false
  if (!texts.every((key) => typeof one[key] === 'string') || !lists.every((key) => isTexts(one[key]))) return false
  return optional.every((key) => one[key] === undefined || typeof one[key] === 'string')
}

function customOf({ custom }: Head): { readonly custom?: Plain } {
  return custom === undefined ? {} : { custom: withoutPrototype(custom) }
}

function withoutPrototype(plain: Plain): Plain {
  if (plain === null || typeof plain !== 'object') return plain
  if (Array.isArray(plain)) return plain.map(withoutPrototype)
  const map: Record<string, Plain> = Object.create(null)
  for (const [key, value] of Object.entries(plain)) map[key] = withoutPrototype(value)
  return map
}

function isLogSource(one: unknown): one is LogSource {
  return isMap(one) && Object.values(one).every((value) => typeof value === 'string')
}

function isRefusal(one: unknown): one is Refusal {
  if (!isMap(one) || typeof one['line'] !== 'number' || typeof one['column'] !== 'number') return false
  return [one['path'], one['reason'], one['fix'], one['rule'] ?? ''].every((text) => typeof text === 'string')
}

function isOther(one: unknown): one is RuleSet['others'][number] {
  return isMap(one) && typeof one['path'] === 'string' && typeof one['why'] === 'string'
}

function isCondition(one: unknown): one is Correlation['condition'][number] {
  return isMap(one) && comparisons.some((is) => is === one['is']) && typeof one['than'] === 'number'
}

function textEntry(entry: unknown): [string, string] | undefined {
  return entryOf(entry, (value) => (typeof value === 'string' ? value : undefined))
}

function entryOf<Value>(entry: unknown, read: (value: unknown) => Value | undefined): [string, Value] | undefined {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return undefined
  const value = read(entry[1])
  return value === undefined ? undefined : [entry[0], value]
}

/** Nothing if any of it cannot be read. */
function listOf<Item>(list: unknown, read: (item: unknown) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(list)) return undefined
  const items: Item[] = []
  for (const one of list) {
    const item = read(one)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((text) => typeof text === 'string')
}

function isMap(one: unknown): one is Readonly<Record<string, unknown>> {
  return typeof one === 'object' && one !== null && !Array.isArray(one)
}
