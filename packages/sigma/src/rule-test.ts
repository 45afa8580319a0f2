import { err, ok, type Result } from '@tocsin/kit'
import { type LocatedYaml, readLocatedYaml } from './located-yaml.ts'
import type { Refusal, RuleFile } from './rule.ts'
import type { Tree, TreeEntry, TreeMap } from './tree.ts'
import type { LogSource, Scalar, Value } from './value.ts'
import { entryOf } from './yaml-tree.ts'

/** What a file `x.test.yml` beside a rule `x.yml` says of it. */
export interface RuleTests {
  readonly path: string
  /** The rule's id. */
  readonly rule: string
  readonly cases: readonly RuleCase[]
  readonly place: LocatedYaml['place']
  /** Offset of the rule's id. */
  readonly at: number
}

export interface RuleCase {
  /** `positive`: the rule must speak. `negative`: it must not. */
  readonly kind: 'positive' | 'negative'
  readonly says: string
  readonly steps: readonly RuleStep[]
  readonly at: number
}

/** Events of one kind, one after the other; without an event, time only passes. */
export interface RuleStep {
  readonly event?: {
    readonly logsources: readonly LogSource[]
    readonly native: ReadonlyMap<string, Value>
    readonly derived: ReadonlyMap<string, Value>
  }
  readonly repeat: number
  /** Milliseconds between repetitions. */
  readonly every: number
  /** Milliseconds since the last event of the step before. */
  readonly after: number
}

const maxCases = 1000
const maxSteps = 100
const maxRepeat = 10_000

/** Reads a test file; the first thing that cannot be used is refused with its place. Total. */
export function readRuleTests(file: RuleFile): Result<RuleTests, Refusal> {
  const read = readLocatedYaml(file)
  if (!read.ok) return read
  const { root, place } = read.value
  try {
    onlyKeys(root, ['rule', 'positive', 'negative'])
    const rule = entryOf(root, 'rule')
    if (rule === undefined) wrong(root.at, 'it names no rule', 'Add rule: with the id of the rule that it tests')
    const cases = [...readCases(root, 'positive'), ...readCases(root, 'negative')]
    if (!cases.some(({ kind }) => kind === 'positive'))
      wrong(root.at, 'it has no positive event', 'Add positive: with an event on which the rule must speak')
    return ok({ path: file.path, rule: textOf(rule), cases, place, at: rule.value.at })
  } catch (thrown) {
    if (!(thrown instanceof Wrong)) throw thrown
    return err(place(thrown.at, thrown.message, thrown.fix))
  }
}

/** How a test file stops being read; it never leaves `readRuleTests`. */
class Wrong extends Error {
  readonly at: number
  readonly fix: string

  constructor(at: number, reason: string, fix: string) {
    super(reason)
    this.at = at
    this.fix = fix
  }
}

function wrong(at: number, reason: string, fix: string): never {
  throw new Wrong(at, reason, fix)
}

function readCases(root: TreeMap, kind: RuleCase['kind']): RuleCase[] {
  const entry = entryOf(root, kind)
  if (entry === undefined) return []
  if (entry.value.kind !== 'list') wrong(entry.at, `${kind} is not a list`, 'Begin each event with a dash')
  if (entry.value.items.length > maxCases) wrong(entry.at, `${kind} has more than ${maxCases} events`, 'Keep fewer')
  return entry.value.items.map((item) => readCase(item, kind))
}

const stepKeys = ['logsource', 'native', 'derived', 'repeat', 'every', 'after']

function readCase(item: Tree, kind: RuleCase['kind']): RuleCase {
  if (item.kind !== 'map') wrong(item.at, 'an event is not a map', 'Write says:, logsource: and native: under the dash')
  const says = entryOf(item, 'says')
  if (says === undefined) wrong(item.at, 'an event does not say what it is', 'Add says: with a few words')
  const sequence = entryOf(item, 'sequence')
  onlyKeys(item, sequence === undefined ? ['says', ...stepKeys] : ['says', 'sequence'])
  if (sequence === undefined) return { kind, says: textOf(says), steps: [readStep(item)], at: item.at }
  const { value } = sequence
  if (value.kind !== 'list' || value.items.length === 0)
    wrong(sequence.at, 'the sequence has no steps', 'List the steps, each with a logsource and native fields')
  if (value.items.length > maxSteps) wrong(value.at, `the sequence has more than ${maxSteps} steps`, 'Use repeat:')
  const steps = value.items.map((step) => {
    if (step.kind !== 'map') wrong(step.at, 'a step is not a map', 'Write logsource: and native: under the dash')
    onlyKeys(step, stepKeys)
    return readStep(step)
  })
  return { kind, says: textOf(says), steps, at: item.at }
}

function readStep(map: TreeMap): RuleStep {
  const logsource = entryOf(map, 'logsource')
  const native = entryOf(map, 'native')
  const after = readSpan(entryOf(map, 'after'))
  const pause = logsource === undefined && native === undefined
  if (pause && after === 0)
    wrong(map.at, 'it has neither an event nor a time to wait', 'Add logsource: and native:, or after: 10m')
  if (!pause && (logsource === undefined || native === undefined))
    wrong(map.at, `it has no ${native === undefined ? 'native' : 'logsource'}`, 'An event has logsource: and native:')
  const event =
    logsource === undefined || native === undefined
      ? {}
      : {
          event: {
            logsources: [readLogsource(logsource)],
            native: readFields(native),
            derived: readFields(entryOf(map, 'derived')),
          },
        }
  return { ...event, repeat: readRepeat(entryOf(map, 'repeat')), every: readSpan(entryOf(map, 'every')), after }
}

function readLogsource({ value, at }: TreeEntry): LogSource {
  if (value.kind !== 'map') wrong(at, 'logsource is not a map', 'State product, category or service under it')
  onlyKeys(value, ['product', 'category', 'service'])
  return Object.fromEntries(value.entries.map((entry) => [entry.key, textOf(entry)]))
}

function readFields(entry: TreeEntry | undefined): ReadonlyMap<string, Value> {
  if (entry === undefined) return new Map()
  const { value } = entry
  if (value.kind !== 'map') wrong(entry.at, `${entry.key} is not a map`, 'Write field: value under it')
  return new Map(value.entries.map((field) => [field.key, readValue(field.value)]))
}

function readValue(tree: Tree): Value {
  const plain = (one: Tree): Scalar =>
    one.kind === 'scalar'
      ? one.value
      : wrong(one.at, 'a value is nested', 'Fields are flat: write a.b: value, or a list of plain values')
  return tree.kind === 'list' ? tree.items.map(plain) : plain(tree)
}

function readRepeat(entry: TreeEntry | undefined): number {
  if (entry === undefined) return 1
  const count = entry.value.kind === 'scalar' ? entry.value.value : undefined
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= maxRepeat) return count
  return wrong(entry.at, 'repeat is not a whole number', `Write a number from 1 to ${maxRepeat}`)
}

const spans: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readSpan(entry: TreeEntry | undefined): number {
  if (entry === undefined) return 0
  const match = /^(\d{1,6})([smhd])$/.exec(textOf(entry))
  return match === null
    ? wrong(entry.value.at, `${entry.key} is no span of time`, 'Write it as 30s, 5m, 2h or 1d')
    : Number(match[1]) * (spans[match[2] ?? 's'] ?? 0)
}

function textOf({ key, value, at }: TreeEntry): string {
  return value.kind === 'scalar' && value.value !== null && value.value !== ''
    ? String(value.value)
    : wrong(at, `${key} has no text`, `Write a text after ${key}:`)
}

/** A key that nobody reads would be a test that tests nothing. */
function onlyKeys(map: TreeMap, known: readonly string[]): void {
  const stray = map.entries.find(({ key }) => !known.includes(key))
  if (stray !== undefined) wrong(stray.at, `the key ${stray.key} is unknown here`, `Keys are: ${known.join(', ')}`)
  const twice = map.entries.find(({ key }, index) => map.entries.findIndex((one) => one.key === key) < index)
  if (twice !== undefined) wrong(twice.at, `the key ${twice.key} is given twice`, 'Keep one of them')
}
