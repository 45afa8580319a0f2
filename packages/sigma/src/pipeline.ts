import { err, ok, type Result } from '@tocsin/kit'
import type { Draft } from './draft.ts'
import { readLocatedYaml } from './located-yaml.ts'
import { readConditions } from './pipeline-conditions.ts'
import { known, list, type PipelineVars, text, texts } from './pipeline-keys.ts'
import { readTransformation } from './pipeline-transformations.ts'
import { Refused, refuse } from './refuse.ts'
import type { Refusal, RuleFile } from './rule.ts'
import { scalarNumber } from './scalar.ts'
import type { TreeMap } from './tree.ts'
import { entryOf } from './yaml-tree.ts'

/** A processing pipeline in pySigma's YAML form: how rules are fitted to the fields that sources really send. */
export interface Pipeline {
  readonly name: string
  readonly path: string
  /** Smaller ones first. */
  readonly priority: number
  readonly vars: PipelineVars
  readonly items: readonly ProcessingItem[]
}

/** One step of a pipeline. Throws `Refused` where a rule cannot be used. */
export interface ProcessingItem {
  apply(draft: Draft, vars: PipelineVars): void
  /** What the item makes of a field's name in a rule, where it renames fields. */
  rename(field: string, draft: Draft): readonly string[]
}

const keys = ['name', 'priority', 'vars', 'transformations', 'allowed_backends']

/** Reads one pipeline file. What this engine cannot do is refused with its place, never passed over. Total. */
export function readPipeline(file: RuleFile): Result<Pipeline, Refusal> {
  const read = readLocatedYaml(file)
  if (!read.ok) return read
  const { root, place } = read.value
  try {
    known(root, keys)
    const priority = entryOf(root, 'priority')?.value
    const number = priority?.kind === 'scalar' ? scalarNumber(priority.value) : 0
    if (number === undefined) refuse(priority?.at ?? root.at, 'the priority is no number', 'Write priority: 10')
    const vars = readVars(root)
    return ok({
      name: text(root, 'name') ?? file.path,
      path: file.path,
      priority: number,
      vars,
      items: list(root, 'transformations').map(readProcessingItem),
    })
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    const { at, reason, fix } = thrown.objection
    return err(place(at, reason, fix))
  }
}

const common = ['id', 'type']

function readProcessingItem(map: TreeMap): ProcessingItem {
  const id = text(map, 'id')
  const conditions = readConditions(map)
  const transformation = readTransformation(map, [...common, ...conditions.keys])
  const applied = (set: ReadonlySet<string>) => (id === undefined ? set : new Set([...set, id]))
  return {
    apply(draft, vars) {
      if (!conditions.rule(draft)) return
      transformation.apply({
        draft,
        vars,
        meets: (item) => conditions.item(item, draft),
        meetsField: (field) => conditions.field(field, draft),
        mark: (item) => ({ ...item, applied: applied(item.applied) }),
      })
      if (id !== undefined) draft.applied.add(id)
    },
    rename(field, draft) {
      if (transformation.rename === undefined || !conditions.rule(draft) || !conditions.field(field, draft))
        return [field]
      return transformation.rename(field)
    },
  }
}

function readVars(root: TreeMap): PipelineVars {
  const entry = entryOf(root, 'vars')
  if (entry === undefined) return new Map()
  const { value } = entry
  if (value.kind !== 'map') refuse(entry.at, 'vars is not a map', 'Write name: values under it')
  return new Map(value.entries.map(({ key }) => [key, texts(value, key)]))
}

/** Applies pipelines to a draft, by priority. Their variables are one set; the later one holds. */
export function runPipelines(pipelines: readonly Pipeline[], draft: Draft): (field: string) => readonly string[] {
  const sorted = [...pipelines].sort((a, b) => a.priority - b.priority)
  const vars = new Map(sorted.flatMap((one) => [...one.vars]))
  const renames: ((fields: readonly string[]) => readonly string[])[] = []
  for (const item of sorted.flatMap(({ items }) => items)) {
    // Conditions look at the draft as it stands before the item.
    const before = {
      ...draft,
      applied: new Set(draft.applied),
      state: new Map(draft.state),
      searches: new Map(draft.searches),
    }
    renames.push((fields) => fields.flatMap((field) => item.rename(field, before)))
    item.apply(draft, vars)
  }
  return (field) => [...new Set(renames.reduce<readonly string[]>((fields, rename) => rename(fields), [field]))]
}
