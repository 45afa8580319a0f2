import { refuse } from './refuse.ts'
import type { Comparison, CorrelationKind } from './rule.ts'
import { textsOf } from './rule-head.ts'
import { scalarNumber } from './scalar.ts'
import type { Tree, TreeMap } from './tree.ts'
import { entryOf } from './yaml-tree.ts'

/** A correlation before its references are looked up. */
export interface CorrelationBody {
  readonly type: CorrelationKind
  readonly rules: readonly { readonly name: string; readonly at: number }[]
  readonly groupBy: readonly string[]
  /** alias -> rule as written -> field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, { readonly field: string; readonly at: number }>>
  readonly timespan: number
  readonly condition: readonly { readonly is: Comparison; readonly than: number }[]
  readonly valueFields: readonly string[]
  readonly percentile?: number
  readonly generate: boolean
}

export function readCorrelation(
  map: TreeMap,
  generate: Tree | undefined,
  warn: (says: string) => void,
): CorrelationBody {
  const type = readType(map)
  const rules = readRules(map)
  const groupBy = textsOf(map, 'group-by')
  if (groupBy.length === 0) warn('without group-by all events count together, whoever they are about')
  const temporal = type === 'temporal' || type === 'temporal_ordered'
  const condition = readCondition(map, temporal ? rules.length : undefined)
  const valueFields = temporal || type === 'event_count' ? [] : readValueFields(map, type)
  const percentile = readPercentile(map, type)
  if (
    type === 'temporal_ordered' &&
    condition.comparisons.some(({ is, than }) => is !== 'gte' || than !== rules.length)
  )
    refuse(
      condition.at,
      'temporal_ordered hears all of its rules in order and has no other count',
      'Drop the condition',
    )
  return {
    type,
    rules,
    groupBy,
    aliases: readAliases(map),
    timespan: readTimespan(map),
    condition: condition.comparisons,
    valueFields,
    ...(percentile === undefined ? {} : { percentile }),
    generate: readGenerate(entryOf(map, 'generate')?.value ?? generate),
  }
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
const comparisons: readonly Comparison[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq']

function readType(map: TreeMap): CorrelationKind {
  const entry = entryOf(map, 'type')
  const text = entry?.value.kind === 'scalar' ? String(entry.value.value) : ''
  const at = entry?.value.at ?? map.at
  return (
    kinds.find((kind) => kind === text) ??
    refuse(at, `the correlation type ${text || 'is missing'} is unknown`, `Types are: ${kinds.join(', ')}`)
  )
}

function readRules(map: TreeMap): { name: string; at: number }[] {
  const entry = entryOf(map, 'rules')
  const items = entry === undefined ? [] : entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const rules = items.map((item) =>
    item.kind === 'scalar' && item.value !== null
      ? { name: String(item.value), at: item.at }
      : refuse(item.at, 'a rule is not named by text', 'Name rules by their id or name'),
  )
  if (rules.length === 0) refuse(entry?.at ?? map.at, 'it names no rules', 'List ids or names under rules:')
  if (rules.length > 200) refuse(map.at, 'it names more than 200 rules', 'Split it')
  return rules
}

function readTimespan(map: TreeMap): number {
  const entry = entryOf(map, 'timespan') ?? entryOf(map, 'timeframe')
  const text = entry?.value.kind === 'scalar' ? String(entry.value.value) : ''
  const match = /^([1-9]\d{0,7})([smhd])$/.exec(text)
  if (match === null)
    refuse(
      entry?.value.at ?? map.at,
      `the timespan ${text || 'is missing'} cannot be read`,
      'Write a number and s, m, h or d, such as 10m',
    )
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? 's'] ?? 1000
  const timespan = Number(match[1]) * unit
  if (timespan > 366 * 86_400_000) refuse(entry?.value.at ?? map.at, 'the timespan is longer than a year', 'Shorten it')
  return timespan
}

function readCondition(
  map: TreeMap,
  temporalCount: number | undefined,
): { at: number; comparisons: { is: Comparison; than: number }[] } {
  const entry = entryOf(map, 'condition')
  if (entry === undefined) {
    if (temporalCount === undefined)
      refuse(map.at, 'it has no condition', 'Add condition: with gt, gte, lt, lte, eq or neq')
    return { at: map.at, comparisons: [{ is: 'gte', than: temporalCount }] }
  }
  const value = entry.value
  if (value.kind !== 'map') refuse(value.at, 'the condition is not a map', 'Write it as gte: 10')
  const found = value.entries.flatMap((item) => {
    if (item.key === 'field' || item.key === 'percentile') return []
    const is = comparisons.find((one) => one === item.key)
    if (is === undefined) refuse(item.at, `${item.key} is no comparison`, `Comparisons are: ${comparisons.join(', ')}`)
    const than = item.value.kind === 'scalar' ? scalarNumber(item.value.value) : undefined
    if (than === undefined) refuse(item.value.at, `${is} needs a number`, 'Write a number')
    return [{ is, than }]
  })
  if (found.length === 0) refuse(value.at, 'the condition compares nothing', 'Add gt, gte, lt, lte, eq or neq')
  if (found.length > 2) refuse(value.at, 'the condition compares more than twice', 'Keep a lower and an upper bound')
  return { at: value.at, comparisons: found }
}

function readValueFields(map: TreeMap, type: CorrelationKind): string[] {
  const condition = entryOf(map, 'condition')?.value
  const fields = condition?.kind === 'map' ? textsOf(condition, 'field') : []
  if (fields.length === 0) refuse(condition?.at ?? map.at, `${type} needs a field`, 'Add field: to the condition')
  if (type !== 'value_count' && fields.length > 1)
    refuse(condition?.at ?? map.at, `${type} takes one field`, 'Name one field')
  return fields
}

/** The specification names no key for the percentile; `percentile` beside the comparison is what pySigma reads. */
function readPercentile(map: TreeMap, type: CorrelationKind): number | undefined {
  if (type === 'value_median') return 50
  if (type !== 'value_percentile') return undefined
  const condition = entryOf(map, 'condition')?.value
  const entry = condition?.kind === 'map' ? entryOf(condition, 'percentile') : undefined
  const percentile = entry?.value.kind === 'scalar' ? scalarNumber(entry.value.value) : undefined
  if (percentile === undefined || percentile < 0 || percentile > 100)
    refuse(
      entry?.value.at ?? condition?.at ?? map.at,
      'value_percentile does not say which percentile',
      'Add percentile: 0 to 100 to the condition, and name a numeric field',
    )
  return percentile
}

function readAliases(map: TreeMap): CorrelationBody['aliases'] {
  const aliases = new Map<string, Map<string, { field: string; at: number }>>()
  const entry = entryOf(map, 'aliases')
  if (entry === undefined) return aliases
  if (entry.value.kind !== 'map') refuse(entry.value.at, 'aliases is not a map', 'Write alias: {rule name: field}')
  for (const alias of entry.value.entries) {
    if (alias.value.kind !== 'map')
      refuse(alias.value.at, `the alias ${alias.key} is not a map`, 'Write {rule name: field}')
    const fields = new Map<string, { field: string; at: number }>()
    for (const { key, at, value } of alias.value.entries) {
      if (value.kind !== 'scalar' || value.value === null)
        refuse(value.at, `the alias ${alias.key} names no field for ${key}`, 'Name the field')
      fields.set(key, { field: String(value.value), at })
    }
    aliases.set(alias.key, fields)
  }
  return aliases
}

function readGenerate(value: Tree | undefined): boolean {
  if (value === undefined) return false
  if (value.kind !== 'scalar' || typeof value.value !== 'boolean')
    return refuse(value.at, 'generate is not true or false', 'Write true or false')
  return value.value
}
