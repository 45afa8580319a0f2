import { readNetwork } from './address.ts'
import { datePartNames } from './date-part.ts'
import type { Node, Test, TextRelation } from './detection.ts'
import { type Operand, operandOf, type Placeholders, transformations } from './operand.ts'
import { tidyPattern } from './pattern.ts'
import { refuse } from './refuse.ts'
import { checkRegex, regexTest } from './regex.ts'
import { scalarNumber } from './scalar.ts'
import type { Tree, TreeEntry, TreeScalar } from './tree.ts'

export interface Reading {
  readonly placeholders: Placeholders
  readonly warn: (at: number, says: string) => void
}

/** Reads one `field|modifiers: value(s)` of a search; an empty field searches keywords. */
export function readItem(entry: TreeEntry, reading: Reading): Node {
  const [field = '', ...names] = entry.key.split('|')
  const modifiers = readModifiers(names, entry.at)
  const values = valuesOf(entry.value, entry.at)
  if (modifiers.has('all') && values.length < 2) reading.warn(entry.at, `${entry.key} says all of a single value`)
  const groups = values.map((value) => readValue(field, value, modifiers, reading))
  const node = joined(modifiers.has('all') ? 'and' : 'or', groups)
  return modifiers.has('neq') ? { kind: 'not', node } : node
}

/** Reads one keyword: searched in every value of the event. */
export function readKeyword(value: TreeScalar, reading: Reading): Node {
  return readValue('', value, new Set(), reading)
}

const sources: ReadonlyMap<string, string> = new Map([
  ['ignorecase', 'i'],
  ['multiline', 'm'],
  ['dotall', 's'],
])
const comparisons = ['lt', 'lte', 'gt', 'gte'] as const
const relations = ['contains', 'startswith', 'endswith'] as const
const types = ['re', 'cidr', 'exists', 'fieldref', ...comparisons, ...datePartNames]
const known = new Set([...types, ...transformations.keys(), 'all', 'neq', 'cased', 'i', 'm', 's'])

/** Which modifiers may stand beside a modifier that says what the value is. */
const beside: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['exists', []],
  ['re', ['i', 'm', 's', 'all', 'neq', 'expand', 'cased']],
  ['cidr', ['all', 'neq', 'expand']],
  ['fieldref', ['all', 'neq', 'cased', ...relations]],
  ...comparisons.map((name): [string, readonly string[]] => [name, ['all', 'neq', ...datePartNames]]),
  ...datePartNames.map((name): [string, readonly string[]] => [name, ['all', 'neq', ...comparisons]]),
])

function readModifiers(names: readonly string[], at: number): ReadonlySet<string> {
  const modifiers = new Set<string>()
  for (const written of names) {
    const name = sources.get(written) ?? written
    if (!known.has(name))
      refuse(at, `the modifier ${written} is unknown`, `Modifiers of Sigma 2.1 are: ${[...known].join(', ')}`)
    if (modifiers.has(name)) refuse(at, `the modifier ${written} is given twice`, 'Give it once')
    modifiers.add(name)
  }
  for (const name of modifiers) {
    const allowed = beside.get(name)
    const other = [...modifiers].find((one) => one !== name && allowed !== undefined && !allowed.includes(one))
    if (other !== undefined) refuse(at, `the modifiers ${name} and ${other} cannot stand together`, `Drop one of them`)
  }
  if (['i', 'm', 's'].some((flag) => modifiers.has(flag)) && !modifiers.has('re'))
    refuse(at, 'the modifiers i, m and s belong to re', 'Add re before them')
  if (
    comparisons.filter((name) => modifiers.has(name)).length > 1 ||
    datePartNames.filter((name) => modifiers.has(name)).length > 1
  )
    refuse(at, 'two comparisons stand in one key', 'Write one search for each')
  return modifiers
}

function valuesOf(tree: Tree, at: number): TreeScalar[] {
  const items = tree.kind === 'list' ? tree.items : [tree]
  if (items.length === 0) refuse(at, 'the list of values is empty', 'Give at least one value, or drop the field')
  return items.map((item) =>
    item.kind === 'scalar'
      ? item
      : refuse(item.at, 'a value is a list or a map', 'Give plain values: text, numbers, true, false, null'),
  )
}

function readValue(field: string, value: TreeScalar, modifiers: ReadonlySet<string>, reading: Reading): Node {
  const tests = readTests(field, value, modifiers, reading)
  return joined(
    'or',
    tests.map((test) => ask(field, test, value.at)),
  )
}

function ask(field: string, test: Test, at: number): Node {
  if (field !== '') return { kind: 'ask', field, test }
  if (test.kind === 'text') {
    const pattern = tidyPattern([{ kind: 'many' }, ...test.pattern, { kind: 'many' }])
    if (pattern.length === 1) refuse(at, 'an empty keyword is in every event', 'Give the keyword a text')
    return { kind: 'keyword', test: { ...test, pattern } }
  }
  if (test.kind === 'regex') return { kind: 'keyword', test }
  return refuse(at, 'a keyword is searched in all values and can only be text or re', 'Name the field')
}

function readTests(field: string, value: TreeScalar, modifiers: ReadonlySet<string>, reading: Reading): Test[] {
  if (modifiers.has('exists')) return [readExists(value)]
  if (modifiers.has('fieldref')) return [readFieldref(value, modifiers)]
  const operands = transformed(value, modifiers, reading)
  if (modifiers.has('re')) return operands.map((operand) => readRegex(operand, modifiers))
  if (modifiers.has('cidr')) return operands.map(readCidr)
  if ([...comparisons, ...datePartNames].some((name) => modifiers.has(name)))
    return operands.map((operand) => readNumber(operand, modifiers))
  if (value.value === null) {
    if (field === '' || [...modifiers].some((name) => name !== 'neq' && name !== 'all' && name !== 'cased'))
      refuse(value.at, 'null cannot be modified or searched as a keyword', "Give a text; the empty one is ''")
    return [{ kind: 'null' }]
  }
  return operands.map((operand) => ({ kind: 'text', pattern: operand.parts, cased: modifiers.has('cased') }))
}

/** Applies the text modifiers in the order written, but placeholders first: what they stand for is a value too. */
function transformed(value: TreeScalar, modifiers: ReadonlySet<string>, reading: Reading): Operand[] {
  let operands = [operandOf(value.value, value.at)]
  const first = [...modifiers].filter((name) => name === 'expand')
  for (const name of [...first, ...[...modifiers].filter((name) => name !== 'expand')]) {
    const apply = transformations.get(name)
    if (apply !== undefined && value.value !== null)
      operands = operands.flatMap((operand) => apply(operand, reading.placeholders))
  }
  return operands
}

function readExists(value: TreeScalar): Test {
  const wanted = value.value
  if (typeof wanted !== 'boolean') refuse(value.at, 'exists needs true or false', 'Write true or false, without quotes')
  return { kind: 'exists', wanted: wanted ? 'present' : 'absent' }
}

function readFieldref(value: TreeScalar, modifiers: ReadonlySet<string>): Test {
  const other = value.value
  if (typeof other !== 'string' || other === '' || /[*?]/.test(other))
    refuse(value.at, 'fieldref needs the name of a field, without wildcards', 'Name one field of the same event')
  const how = relations.filter((name) => modifiers.has(name))
  if (how.length > 1) refuse(value.at, `fieldref cannot be ${how.join(' and ')}`, 'Keep one of them')
  return { kind: 'fieldref', other, how: how[0] ?? ('equals' satisfies TextRelation), cased: modifiers.has('cased') }
}

function readRegex(operand: Operand, modifiers: ReadonlySet<string>): Test {
  if (operand.raw === null) refuse(operand.at, 're needs a text', 'Write the regular expression in quotes')
  const test = regexTest(String(operand.raw), new Set([...'ims'].filter((flag) => modifiers.has(flag))))
  checkRegex(test, operand.at)
  return test
}

function readCidr(operand: Operand): Test {
  const network = readNetwork(String(operand.raw ?? ''))
  if (network === undefined)
    refuse(operand.at, `${operand.raw} is not a network`, 'Write it as 10.0.0.0/8 or fe80::/10')
  return { kind: 'cidr', network: String(operand.raw), ...network }
}

function readNumber(operand: Operand, modifiers: ReadonlySet<string>): Test {
  const than = scalarNumber(operand.raw)
  const part = datePartNames.find((name) => modifiers.has(name))
  const is = comparisons.find((name) => modifiers.has(name)) ?? 'eq'
  if (than === undefined) refuse(operand.at, `${part ?? is} needs a number`, 'Write a number')
  return { kind: 'number', part, is, than }
}

function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node {
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes }
}
