import { canonicalJson } from '@tocsin/kit'
import type { CorrelationInput, CorrelationReading } from './correlation-state.ts'
import type { Correlation, Rule, RuleSet } from './rule.ts'
import type { Fields, Scalar } from './value.ts'

/** What each rule must tell correlations, and under which key. */
export interface CorrelationInputs {
  /** Fields that group-bys, aliases and conditions read. */
  readonly fields: ReadonlySet<string>
  of(rule: Rule, fields: Fields, slots: ReadonlyMap<string, number>): { key: string; input: CorrelationInput }[]
  silentAlone(rule: Rule | Correlation): boolean
}

/** One correlation heard through one place of its list, with the fields that it reads from an event of the rule. */
interface Plan {
  readonly correlation: Correlation
  readonly place: number
  readonly group: readonly string[]
  readonly value: readonly string[]
}

/** A rule's way into one correlation and up through all that build on it. */
interface Path {
  readonly root: string
  /** True if every correlation of the chain groups by the same fields of this rule. */
  readonly split: boolean
  readonly plans: readonly Plan[]
}

export function correlationInputs({ rules, correlations }: RuleSet): CorrelationInputs {
  const above = parentsOf(correlations)
  const roots = chainsOf(correlations)
  const paths = new Map(rules.map((rule) => [rule.id, pathsOf(rule.id, above, roots)]))
  const split = splitChains(paths)
  const fields = new Set<string>()
  for (const list of paths.values())
    for (const { plans } of list)
      for (const plan of plans) for (const field of [...plan.group, ...plan.value]) fields.add(field)
  return {
    fields,
    of: (rule, event, slots) =>
      (paths.get(rule.id) ?? []).map(({ root, plans }) => {
        const readings = plans.map((plan) => read(plan, event, slots))
        const [first] = readings
        const [direct] = plans
        const group = split.has(root) ? first?.group : undefined
        const key = group === undefined || group === null ? root : `${root} ${groupKey(group)}`
        return { key, input: { correlation: direct?.correlation.id ?? '', place: direct?.place ?? 0, readings } }
      }),
    silentAlone: ({ id }) => {
      const parents = above.get(id)
      return parents?.every(({ correlation }) => !correlation.generate) ?? false
    },
  }
}

/** One text for a group: numbers and their decimal text are the same, and so is upper and lower case. */
export function groupKey(group: readonly Scalar[]): string {
  return JSON.stringify(group.map((value) => String(value).toLowerCase()))
}

interface Parent {
  readonly correlation: Correlation
  readonly place: number
}

function parentsOf(correlations: readonly Correlation[]): Map<string, Parent[]> {
  const above = new Map<string, Parent[]>()
  for (const correlation of correlations)
    for (const [place, id] of correlation.rules.entries()) {
      const parents = above.get(id) ?? []
      parents.push({ correlation, place })
      above.set(id, parents)
    }
  return above
}

/** Correlation -> the name of the chain it belongs to: the smallest id among all that are linked with it. */
function chainsOf(correlations: readonly Correlation[]): Map<string, string> {
  const name = new Map(correlations.map(({ id }) => [id, id]))
  const find = (id: string): string => {
    let root = id
    for (let next = name.get(root); next !== undefined && next !== root; next = name.get(root)) root = next
    name.set(id, root)
    return root
  }
  for (const { id, rules } of correlations)
    for (const rule of rules) {
      if (!name.has(rule)) continue
      const [root = id, other = id] = [find(id), find(rule)].sort()
      name.set(other, root)
    }
  return new Map(correlations.map(({ id }) => [id, find(id)]))
}

function pathsOf(rule: string, above: ReadonlyMap<string, Parent[]>, roots: ReadonlyMap<string, string>): Path[] {
  return (above.get(rule) ?? []).map((direct) => {
    const plans: Plan[] = []
    const seen = new Set<string>()
    const climb = ({ correlation, place }: Parent, through: readonly string[]) => {
      const key = `${correlation.id} ${place}`
      if (seen.has(key)) return
      seen.add(key)
      const fieldOf = (name: string) => aliased(correlation, name, through)
      plans.push({
        correlation,
        place,
        group: correlation.groupBy.map(fieldOf),
        value: correlation.valueFields.map(fieldOf),
      })
      for (const parent of above.get(correlation.id) ?? []) climb(parent, [correlation.id, ...through])
    }
    climb(direct, [rule])
    const [first] = plans
    const same = canonicalJson(first?.group ?? [])
    return {
      root: roots.get(direct.correlation.id) ?? direct.correlation.id,
      split: plans.every((plan) => canonicalJson(plan.group) === same),
      plans,
    }
  })
}

/** An alias means the field named for the correlation or rule through which the event is heard, the nearest first. */
function aliased(correlation: Correlation, name: string, through: readonly string[]): string {
  const alias = correlation.aliases.get(name)
  for (const id of through) {
    const field = alias?.get(id)
    if (field !== undefined) return field
  }
  return name
}

/** Chains whose state may be split by group: along every path all correlations read the same group from the event. */
function splitChains(paths: ReadonlyMap<string, readonly Path[]>): Set<string> {
  const split = new Set<string>()
  const whole = new Set<string>()
  for (const list of paths.values()) for (const path of list) (path.split ? split : whole).add(path.root)
  return new Set([...split].filter((root) => !whole.has(root)))
}

function read(plan: Plan, event: Fields, slots: ReadonlyMap<string, number>): CorrelationReading {
  return {
    correlation: plan.correlation.id,
    place: plan.place,
    group: readAll(plan.group, event, slots) ?? null,
    value: plan.value.length === 0 ? null : (readAll(plan.value, event, slots) ?? null),
  }
}

/** The values of the fields, or nothing where one is absent or null. A list of several counts as their text. */
function readAll(names: readonly string[], event: Fields, slots: ReadonlyMap<string, number>): Scalar[] | undefined {
  const values: Scalar[] = []
  for (const name of names) {
    const value = event.get(slots.get(name) ?? -1)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'object') values.push(value)
    else if (value.length === 1 && value[0] !== undefined && value[0] !== null) values.push(value[0])
    else values.push(canonicalJson(value))
  }
  return values
}
