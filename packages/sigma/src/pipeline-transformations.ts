import { changeItems, type Draft, type DraftItem, draftEntry } from './draft.ts'
import { flag, known, mapping, needed, type PipelineVars, placeOfKey, regex, text, texts } from './pipeline-keys.ts'
import { refuse } from './refuse.ts'
import type { Tree, TreeMap } from './tree.ts'
import { entryOf } from './yaml-tree.ts'

/** What a transformation works on, with the conditions of its processing item. */
export interface Work {
  readonly draft: Draft
  readonly vars: PipelineVars
  meets(item: DraftItem): boolean
  meetsField(name: string): boolean
  /** The item, remembered as one that this was applied to. */
  mark(item: DraftItem): DraftItem
}

export interface Transformation {
  apply(work: Work): void
  /** For those that rename fields. */
  readonly rename?: (field: string) => readonly string[]
}

/** Reads what a processing item does. */
export function readTransformation(map: TreeMap, common: readonly string[]): Transformation {
  const type = needed(map, 'type')
  const only = (...keys: readonly string[]) => known(map, [...common, ...keys])
  switch (type) {
    case 'field_name_mapping': {
      only('mapping')
      const fields = mapping(map, 'mapping')
      return renaming((field) => fields.get(field) ?? [field])
    }
    case 'field_name_prefix_mapping': {
      only('mapping')
      const prefixes = [...mapping(map, 'mapping')]
      return renaming((field) => {
        const found = prefixes.find(([prefix]) => field.startsWith(prefix))
        return found === undefined ? [field] : found[1].map((to) => to + field.slice(found[0].length))
      })
    }
    case 'field_name_prefix': {
      only('prefix')
      const prefix = needed(map, 'prefix')
      return renaming((field) => [prefix + field])
    }
    case 'field_name_suffix': {
      only('suffix')
      const suffix = needed(map, 'suffix')
      return renaming((field) => [field + suffix])
    }
    case 'drop_detection_item':
      only()
      return changing(() => [])
    case 'add_condition':
      only('conditions', 'name', 'template', 'negated')
      return readAddition(map)
    case 'change_logsource': {
      only('category', 'product', 'service')
      const stated = (['category', 'product', 'service'] as const).flatMap((key) => {
        const value = text(map, key)
        return value === undefined ? [] : [[key, value.toLowerCase()]]
      })
      return {
        apply: ({ draft }) => {
          draft.logsource = Object.fromEntries(stated)
        },
      }
    }
    case 'set_state': {
      only('key', 'val')
      const key = needed(map, 'key')
      const value = needed(map, 'val')
      return {
        apply: ({ draft }) => {
          draft.state.set(key, value)
        },
      }
    }
    case 'rule_failure':
      only('message')
      return readFailure(needed(map, 'message'), ({ draft }) => draft.at)
    case 'detection_item_failure': {
      only('message')
      const message = needed(map, 'message')
      return changing((item) => refuse(item.at, `the pipeline refuses it: ${message}`, failureFix))
    }
    default:
      return readTextTransformation(map, type, only)
  }
}

const failureFix = 'Change the rule, the pipeline, or leave the rule out'

function readFailure(message: string, where: (work: Work) => number): Transformation {
  return { apply: (work) => refuse(where(work), `the pipeline refuses it: ${message}`, failureFix) }
}

/** Transformations of the values of text tests. */
function readTextTransformation(
  map: TreeMap,
  type: string,
  only: (...keys: readonly string[]) => void,
): Transformation {
  switch (type) {
    case 'replace_string': {
      only('regex', 'replacement')
      const pattern = regex(needed(map, 'regex'), placeOfKey(map, 'regex'), 'anywhere')
      const replacement = entryOf(map, 'replacement')?.value
      if (replacement?.kind !== 'scalar' || replacement.value === null)
        refuse(map.at, 'replacement is missing', "Add replacement:; '' removes what matches")
      const written = String(replacement.value)
      return texting((value) => {
        const matcher = pattern.matcher(value)
        let out = ''
        let last = 0
        while (matcher.find()) {
          // Python's own way to write groups: \1 and \g<1>.
          const filled = written.replace(/\\(?:(\d)|g<(\d+)>|(\\))/g, (_, short, long, slash) =>
            slash === undefined ? (matcher.group(Number(short ?? long)) ?? '') : slash,
          )
          out += value.slice(last, matcher.start()) + filled
          last = matcher.end()
        }
        return [out + value.slice(last)]
      })
    }
    case 'map_string': {
      only('mapping')
      const strings = mapping(map, 'mapping')
      return texting((value) => strings.get(value) ?? [value])
    }
    case 'case': {
      only('method')
      const method = text(map, 'method') ?? 'lower'
      if (method !== 'lower' && method !== 'upper')
        refuse(placeOfKey(map, 'method'), `the case ${method} is not supported`, 'Write lower or upper')
      return texting((value) => [method === 'lower' ? value.toLowerCase() : value.toUpperCase()])
    }
    case 'value_placeholders':
      only('include', 'exclude')
      return filling(map, (name, { vars }, at) => {
        const values = vars.get(name)
        if (values !== undefined && values.length > 0) return values
        return refuse(at, `the placeholder %${name}% has no values`, `Give values to ${name} under vars: of a pipeline`)
      })
    case 'wildcard_placeholders':
      only('include', 'exclude')
      return filling(map, () => ['*'])
    default:
      return refuse(
        placeOfKey(map, 'type'),
        `the transformation ${type} is not supported`,
        'See the README for those that are; those that shape a query have no meaning for an engine',
      )
  }
}

function changing(change: (item: DraftItem, work: Work) => readonly DraftItem[]): Transformation {
  return {
    apply(work) {
      const { draft, meets, mark } = work
      const each = (item: DraftItem) =>
        meets(item) ? change(item, work).map((changed) => (changed === item ? item : mark(changed))) : [item]
      for (const [name, node] of [...draft.searches]) {
        const changed = changeItems(node, each)
        if (changed === undefined)
          refuse(draft.at, `the pipeline drops all of the search ${name}`, 'Narrow the item that drops, or the rule')
        draft.searches.set(name, changed)
      }
      const added = draft.added.flatMap(({ node, negated }) => {
        const changed = changeItems(node, each)
        return changed === undefined ? [] : [{ node: changed, negated }]
      })
      draft.added.splice(0, draft.added.length, ...added)
    },
  }
}

function renaming(rename: (field: string) => readonly string[]): Transformation {
  const change = changing((item, { meetsField }) => {
    const values = item.modifiers.includes('fieldref')
      ? item.values.flatMap((value) =>
          value.kind === 'scalar' && typeof value.value === 'string' && meetsField(value.value)
            ? rename(value.value).map((name): Tree => ({ ...value, value: name }))
            : [value],
        )
      : item.values
    const names = item.field === '' ? [''] : rename(item.field)
    if (values === item.values && names.length === 1 && names[0] === item.field) return [item]
    return names.map((field) => ({ ...item, field, values }))
  })
  return {
    rename,
    apply(work) {
      change.apply(work)
      work.draft.fields = work.draft.fields.flatMap((field) => (work.meetsField(field) ? rename(field) : [field]))
    },
  }
}

/** Tests whose values are not text of the field itself. */
const untexted = ['re', 'cidr', 'exists', 'fieldref', 'lt', 'lte', 'gt', 'gte']

function texting(change: (value: string) => readonly string[]): Transformation {
  return changing((item) => {
    if (item.modifiers.some((name) => untexted.includes(name))) return [item]
    const values = item.values.flatMap((value): Tree[] =>
      value.kind === 'scalar' && typeof value.value === 'string'
        ? change(value.value).map((word) => ({ ...value, value: word }))
        : [value],
    )
    return [{ ...item, values }]
  })
}

const maxFilled = 10_000

/** Fills placeholders of values that say `expand`; the modifier goes when none is left. */
function filling(map: TreeMap, fill: (name: string, work: Work, at: number) => readonly string[]): Transformation {
  const include = entryOf(map, 'include') === undefined ? undefined : new Set(texts(map, 'include'))
  const exclude = new Set(texts(map, 'exclude'))
  const mine = (name: string) => (include === undefined || include.has(name)) && !exclude.has(name)
  return changing((item, work) => {
    if (!item.modifiers.includes('expand')) return [item]
    let left = false
    const values = item.values.flatMap((value): Tree[] => {
      if (value.kind !== 'scalar' || typeof value.value !== 'string') return [value]
      let written = ['']
      for (const [piece, name] of value.value.matchAll(/\\%|%([^%\s\\]{1,200})%|[^\\%]+|[\\%]/g)) {
        if (name !== undefined && !mine(name)) left = true
        const choices = name === undefined || !mine(name) ? [piece] : fill(name, work, value.at)
        if (written.length * choices.length > maxFilled)
          refuse(value.at, 'the placeholders make more than 10,000 values', 'Split the value')
        written = written.flatMap((word) => choices.map((choice) => word + choice))
      }
      return written.map((word) => ({ ...value, value: word }))
    })
    if (left) return [{ ...item, values }]
    const plain = values.map(
      (value): Tree =>
        value.kind === 'scalar' && typeof value.value === 'string'
          ? { ...value, value: value.value.replaceAll('\\%', '%') }
          : value,
    )
    return [{ ...item, modifiers: item.modifiers.filter((name) => name !== 'expand'), values: plain }]
  })
}

function readAddition(map: TreeMap): Transformation {
  const entry = entryOf(map, 'conditions')
  if (entry === undefined || entry.value.kind !== 'map' || entry.value.entries.length === 0)
    return refuse(entry?.at ?? map.at, 'conditions is no map', 'Write field: value under conditions:')
  const entries = entry.value.entries
  const negated = flag(map, 'negated')
  const template = flag(map, 'template')
  return {
    apply({ draft, mark }) {
      const filled = (tree: Tree): Tree => {
        if (tree.kind === 'list') return { ...tree, items: tree.items.map(filled) }
        if (!template || tree.kind !== 'scalar' || typeof tree.value !== 'string') return tree
        const value = tree.value.replace(/\$\{?(category|product|service)\}?/g, (_, key) =>
          String(Reflect.get(draft.logsource, key) ?? ''),
        )
        return { ...tree, value }
      }
      const of = entries.map((one) => {
        const node = draftEntry({ ...one, value: filled(one.value) })
        return node.kind === 'item' ? ({ kind: 'item', item: mark(node.item) } as const) : node
      })
      draft.added.push({ node: { kind: 'all', of }, negated })
    },
  }
}
