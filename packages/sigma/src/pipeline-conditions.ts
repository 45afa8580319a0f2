import { type Draft, type DraftItem, itemsOf } from './draft.ts'
import { flag, known, list, needed, placeOfKey, regex, text, texts } from './pipeline-keys.ts'
import { refuse } from './refuse.ts'
import type { TreeMap } from './tree.ts'

/** When a processing item applies: to the rule, to one of its detection items, to the name of a field. */
export interface ItemConditions {
  readonly keys: readonly string[]
  rule(draft: Draft): boolean
  item(item: DraftItem, draft: Draft): boolean
  field(name: string, draft: Draft): boolean
}

type RuleCondition = (draft: Draft) => boolean
type DetectionCondition = (item: DraftItem, draft: Draft) => boolean
type FieldCondition = (name: string, draft: Draft, item: DraftItem | undefined) => boolean

const groups = ['rule', 'detection_item', 'field_name'] as const
const suffixes = ['conditions', 'cond_op', 'cond_not'] as const
const keys = groups.flatMap((group) => suffixes.map((suffix) => `${group}_${suffix}`))

export function readConditions(map: TreeMap): ItemConditions {
  const rules = readGroup(map, 'rule', readRuleCondition)
  const items = readGroup(map, 'detection_item', readDetectionCondition)
  const fields = readGroup(map, 'field_name', readFieldCondition)
  return {
    keys,
    rule: (draft) => rules((one) => one(draft)),
    item: (item, draft) => items((one) => one(item, draft)) && fields((one) => one(item.field, draft, item)),
    field: (name, draft) => fields((one) => one(name, draft, undefined)),
  }
}

function readGroup<Condition>(map: TreeMap, group: (typeof groups)[number], read: (map: TreeMap) => Condition) {
  const conditions = list(map, `${group}_conditions`).map(read)
  const op = text(map, `${group}_cond_op`) ?? 'and'
  if (op !== 'and' && op !== 'or')
    refuse(placeOfKey(map, `${group}_cond_op`), `${op} joins no conditions`, 'Write and, or or')
  const negated = flag(map, `${group}_cond_not`)
  return (holds: (one: Condition) => boolean): boolean => {
    if (conditions.length === 0) return true
    return (op === 'and' ? conditions.every(holds) : conditions.some(holds)) !== negated
  }
}

function readRuleCondition(map: TreeMap): RuleCondition {
  const type = needed(map, 'type')
  switch (type) {
    case 'logsource': {
      known(map, ['type', 'category', 'product', 'service'])
      const stated = (['category', 'product', 'service'] as const).map(
        (key) => [key, text(map, key)?.toLowerCase()] as const,
      )
      return ({ logsource }) => stated.every(([key, value]) => value === undefined || logsource[key] === value)
    }
    case 'contains_field': {
      known(map, ['type', 'field'])
      const field = needed(map, 'field')
      return (draft) => allItems(draft).some((item) => item.field === field)
    }
    case 'contains_detection_item': {
      known(map, ['type', 'field', 'value'])
      const field = needed(map, 'field')
      const value = needed(map, 'value')
      return (draft) =>
        allItems(draft).some((item) => item.field === field && item.values.some((one) => wordOf(one) === value))
    }
    case 'tag': {
      known(map, ['type', 'tag'])
      const tag = needed(map, 'tag')
      return ({ tags }) => tags.includes(tag)
    }
    case 'is_sigma_rule':
      known(map, ['type'])
      return () => true
    case 'is_sigma_correlation_rule':
      known(map, ['type'])
      return () => false
    default:
      return readAppliedCondition(map, type)
  }
}

function readDetectionCondition(map: TreeMap): DetectionCondition {
  const type = needed(map, 'type')
  if (type === 'match_string') {
    known(map, ['type', 'cond', 'pattern', 'negate'])
    const matches = regex(needed(map, 'pattern'), placeOfKey(map, 'pattern'), 'start')
    const all = quantity(map) === 'all'
    const negate = flag(map, 'negate')
    return ({ values }) => {
      const holds = (value: DraftItem['values'][number]) => {
        const word = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
        return word !== undefined && matches.test(word)
      }
      return (all ? values.every(holds) : values.some(holds)) !== negate
    }
  }
  if (type === 'is_null') {
    known(map, ['type', 'cond'])
    const all = quantity(map) === 'all'
    return ({ values }) => {
      const holds = (value: DraftItem['values'][number]) => value.kind === 'scalar' && value.value === null
      return all ? values.every(holds) : values.some(holds)
    }
  }
  if (type === 'processing_item_applied') return readItemApplied(map)
  const applied = readAppliedCondition(map, type)
  return (_, draft) => applied(draft)
}

function quantity(map: TreeMap): 'any' | 'all' {
  const cond = text(map, 'cond') ?? 'any'
  return cond === 'any' || cond === 'all'
    ? cond
    : refuse(placeOfKey(map, 'cond'), `${cond} is unknown`, 'Write any or all')
}

function readFieldCondition(map: TreeMap): FieldCondition {
  const type = needed(map, 'type')
  if (type === 'include_fields' || type === 'exclude_fields') {
    known(map, ['type', 'fields', 'match_type'])
    const how = text(map, 'match_type') ?? 'plain'
    const names = texts(map, 'fields')
    if (names.length === 0) refuse(map.at, 'fields is missing', 'Add fields: with the names')
    if (how !== 'plain' && how !== 'regex' && how !== 're')
      refuse(placeOfKey(map, 'match_type'), `${how} is unknown`, 'Write plain or regex')
    const patterns = how === 'plain' ? [] : names.map((one) => regex(one, placeOfKey(map, 'fields'), 'start'))
    const included = (name: string) => (how === 'plain' ? names.includes(name) : patterns.some((one) => one.test(name)))
    return (name) => included(name) === (type === 'include_fields')
  }
  if (type === 'processing_item_applied') {
    const applied = readItemApplied(map)
    return (_, draft, item) => item !== undefined && applied(item, draft)
  }
  const applied = readAppliedCondition(map, type)
  return (_, draft) => applied(draft)
}

function readItemApplied(map: TreeMap): DetectionCondition {
  known(map, ['type', 'processing_item_id'])
  const id = needed(map, 'processing_item_id')
  return ({ applied }) => applied.has(id)
}

function readAppliedCondition(map: TreeMap, type: string): RuleCondition {
  if (type === 'processing_item_applied') {
    known(map, ['type', 'processing_item_id'])
    const id = needed(map, 'processing_item_id')
    return ({ applied }) => applied.has(id)
  }
  if (type === 'processing_state') {
    known(map, ['type', 'key', 'val'])
    const key = needed(map, 'key')
    const value = needed(map, 'val')
    return ({ state }) => state.get(key) === value
  }
  return refuse(placeOfKey(map, 'type'), `the condition ${type} is not supported`, 'See the README for those that are')
}

function allItems({ searches, added }: Draft): readonly DraftItem[] {
  return [...searches.values(), ...added.map(({ node }) => node)].flatMap(itemsOf)
}

function wordOf(value: DraftItem['values'][number]): string | undefined {
  return value.kind === 'scalar' && value.value !== null ? String(value.value) : undefined
}
