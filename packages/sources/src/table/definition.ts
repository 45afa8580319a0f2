import type { LogSource } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import { entryOf, type NamedRegex, namedRegex, readLocatedYaml, type Tree, type TreeMap } from '@tocsin/sigma'
import { faultIn } from './pattern-fault.ts'
import { readTimeFormat, type TimeFormat } from './time-format.ts'

/** A format that an operator wrote down. */
export interface Definition {
  readonly id: string
  readonly title: string
  readonly logsource: LogSource
  readonly patterns: readonly TablePattern[]
  /** Usual name, and the group whose value it also is. */
  readonly map: readonly (readonly [name: string, group: string])[]
  readonly time: { readonly groups: readonly string[]; readonly format: TimeFormat } | undefined
  readonly tests: readonly TableTest[]
}

export interface TablePattern {
  readonly name: string
  readonly regex: NamedRegex
  /** Groups whose digits are a number. */
  readonly integers: ReadonlySet<string>
  readonly set: readonly (readonly [name: string, value: string])[]
  readonly logsource: LogSource | undefined
}

export interface TableTest {
  readonly line: string
  /** What is read of it; nothing where it must not be read. */
  readonly fields: readonly (readonly [name: string, value: string])[] | undefined
  readonly place: Problem
}

/** What is wrong with a file, where, and what to do. */
export interface Problem {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly reason: string
  readonly fix: string
}

export const tableLimits = {
  text: 64 * 1024,
  patterns: 20,
  pattern: 1000,
  groups: 32,
  program: 1000,
  tests: 50,
  line: 4096,
} as const

/** Reads a file of a format. Every problem that stops it is named with its place. */
export function readDefinition(path: string, text: string): Result<Definition, readonly Problem[]> {
  if (text.length > tableLimits.text) {
    return err([
      { path, line: 1, column: 1, reason: 'the file is longer than 64 KiB', fix: 'Write fewer patterns or tests' },
    ])
  }
  const yaml = readLocatedYaml({ path, text })
  if (!yaml.ok) return err([yaml.error])
  const { root, place } = yaml.value
  const problems: Problem[] = []
  const refuse: Refuse = (at, reason, fix) => {
    if (problems.length < 20) problems.push({ ...place(at, reason, fix), path })
  }
  onlyKeys(root, ['id', 'title', 'logsource', 'patterns', 'map', 'time', 'tests'], refuse)
  const id = textIn(root, 'id', refuse, true)
  if (id !== undefined && !/^[a-z][a-z0-9-]{1,40}$/.test(id)) {
    refuse(
      entryOf(root, 'id')?.value.at ?? 0,
      'the id is not of small letters, digits and -',
      'Write one such as parking-meter',
    )
  }
  const logsource = sourceIn(root, refuse)
  if (logsource === undefined && entryOf(root, 'logsource') === undefined) {
    refuse(root.at, 'it does not say which logsource its lines are', 'Add logsource: with product, category or service')
  }
  const patterns = patternsIn(root, text, refuse)
  const groups = new Set(patterns.flatMap(({ regex }) => regex.groups))
  const definition: Definition = {
    id: id ?? '',
    title: textIn(root, 'title', refuse, false) ?? id ?? '',
    logsource: logsource ?? {},
    patterns,
    map: mapIn(root, groups, refuse),
    time: timeIn(root, groups, refuse),
    tests: testsIn(root, refuse, (at) => ({ ...place(at, '', ''), path })),
  }
  return problems.length === 0 ? ok(definition) : err(problems)
}

type Refuse = (at: number, reason: string, fix: string) => void

function patternsIn(root: TreeMap, text: string, refuse: Refuse): readonly TablePattern[] {
  const entry = entryOf(root, 'patterns')
  if (entry?.value.kind !== 'list' || entry.value.items.length === 0) {
    refuse(entry?.value.at ?? root.at, 'it has no patterns', 'Add patterns: with at least one - match:')
    return []
  }
  const { items } = entry.value
  if (items.length > tableLimits.patterns) {
    refuse(
      items[tableLimits.patterns]?.at ?? entry.at,
      `it has more than ${tableLimits.patterns} patterns`,
      'Split the format',
    )
    return []
  }
  return items.flatMap((item, index) => {
    if (item.kind !== 'map') {
      refuse(item.at, 'a pattern is not a map', 'Write - match: and a regular expression')
      return []
    }
    onlyKeys(item, ['name', 'match', 'integers', 'set', 'logsource'], refuse)
    const regex = regexIn(item, text, refuse)
    if (regex === undefined) return []
    const integers = namesIn(item, 'integers', new Set(regex.groups), refuse)
    const name = textIn(item, 'name', refuse, false) ?? String(index + 1)
    return [
      {
        name,
        regex,
        integers: new Set(integers),
        set: pairsIn(item, 'set', refuse),
        logsource: sourceIn(item, refuse),
      },
    ]
  })
}

function regexIn(item: TreeMap, text: string, refuse: Refuse): NamedRegex | undefined {
  const source = textIn(item, 'match', refuse, true)
  const at = entryOf(item, 'match')?.value.at ?? item.at
  if (source === undefined) return undefined
  if (source.length > tableLimits.pattern) {
    refuse(at, `the pattern is longer than ${tableLimits.pattern} characters`, 'Split it into several patterns')
    return undefined
  }
  const compiled = namedRegex(source)
  if (!compiled.ok) {
    const reason = compiled.error.replace(/^error parsing regexp: /, '')
    const fault = at + faultAt(text.slice(at), source, faultIn(source, compiled.error))
    refuse(fault, `the pattern cannot be read: ${reason}`, 'Use RE2 syntax: no look-around, no back-references')
    return undefined
  }
  const { groups, captures, size } = compiled.value
  if (groups.length === 0) refuse(at, 'the pattern names no group', 'Name what should become a field: (?P<user>\\S+)')
  if (captures > tableLimits.groups)
    refuse(at, `the pattern has more than ${tableLimits.groups} groups`, 'Use (?:...) for groups that are no fields')
  if (size > tableLimits.program)
    refuse(at, 'the pattern grows too large', 'Use * or + instead of long {n,m} repetitions')
  const reserved = groups.find((name) => name === 'message' || name.startsWith('tocsin'))
  if (reserved !== undefined) refuse(at, `the group ${reserved} has a name that is taken`, 'Give it another name')
  return compiled.value
}

/** Where a place of a pattern stands in the file behind the pattern's start: quotes and escapes may lie before it. */
function faultAt(written: string, source: string, place: number): number {
  const quote = written[0] === "'" || written[0] === '"' ? 1 : 0
  return written.startsWith(source.slice(0, place), quote) ? quote + place : 0
}

function mapIn(root: TreeMap, groups: ReadonlySet<string>, refuse: Refuse): Definition['map'] {
  const entry = entryOf(root, 'map')
  for (const { key, value } of entry?.value.kind === 'map' ? entry.value.entries : []) {
    if (value.kind === 'scalar' && !groups.has(String(value.value))) {
      refuse(
        value.at,
        `no pattern has a group ${String(value.value)} for ${key}`,
        `Use one of ${[...groups].join(', ') || 'the groups'}`,
      )
    }
  }
  return pairsIn(root, 'map', refuse)
}

function timeIn(root: TreeMap, groups: ReadonlySet<string>, refuse: Refuse): Definition['time'] {
  const entry = entryOf(root, 'time')
  if (entry === undefined) return undefined
  if (entry.value.kind !== 'map') {
    refuse(entry.value.at, 'time is not a map', 'Write group: and format:')
    return undefined
  }
  onlyKeys(entry.value, ['group', 'format'], refuse)
  const names = namesIn(entry.value, 'group', groups, refuse)
  const format = textIn(entry.value, 'format', refuse, true)
  if (names.length === 0) refuse(entry.value.at, 'time does not say in which group it stands', 'Add group:')
  if (format === undefined) return undefined
  const read = readTimeFormat(format)
  if (!read.ok) {
    refuse(
      entryOf(entry.value, 'format')?.value.at ?? entry.at,
      read.error,
      'Write iso, epoch, or a format such as dd/MM/yyyy HH:mm:ss',
    )
    return undefined
  }
  return { groups: names, format: read.value }
}

function testsIn(root: TreeMap, refuse: Refuse, place: (at: number) => Problem): readonly TableTest[] {
  const entry = entryOf(root, 'tests')
  if (entry === undefined) return []
  if (entry.value.kind !== 'list' || entry.value.items.length > tableLimits.tests) {
    refuse(entry.value.at, `tests are not a list of at most ${tableLimits.tests}`, 'Write - line: and fields:')
    return []
  }
  return entry.value.items.flatMap((item) => {
    if (item.kind !== 'map') {
      refuse(item.at, 'a test is not a map', 'Write - line: and fields:')
      return []
    }
    onlyKeys(item, ['line', 'fields', 'refused'], refuse)
    const line = textIn(item, 'line', refuse, true)
    const refused = entryOf(item, 'refused')?.value
    const isRefused = refused?.kind === 'scalar' && refused.value === true
    if (line === undefined) return []
    return [{ line, fields: isRefused ? undefined : pairsIn(item, 'fields', refuse), place: place(item.at) }]
  })
}

function onlyKeys(map: TreeMap, known: readonly string[], refuse: Refuse): void {
  for (const { key, at } of map.entries) {
    if (!known.includes(key)) refuse(at, `${key.slice(0, 60)} is no key here`, `Use ${known.join(', ')}`)
  }
}

function textIn(map: TreeMap, key: string, refuse: Refuse, isNeeded: boolean): string | undefined {
  const value = entryOf(map, key)?.value
  if (value === undefined) {
    if (isNeeded) refuse(map.at, `${key} is missing`, `Add ${key}:`)
    return undefined
  }
  if (value.kind === 'scalar' && value.value !== null && String(value.value) !== '') return String(value.value)
  refuse(value.at, `${key} is not a text`, `Write ${key}: and a text`)
  return undefined
}

function namesIn(map: TreeMap, key: string, groups: ReadonlySet<string>, refuse: Refuse): readonly string[] {
  const value = entryOf(map, key)?.value
  if (value === undefined) return []
  const items: readonly Tree[] = value.kind === 'list' ? value.items : [value]
  return items.flatMap((item) => {
    const name = item.kind === 'scalar' ? String(item.value) : ''
    if (groups.has(name)) return [name]
    refuse(
      item.at,
      `no pattern has a group ${name.slice(0, 60)}`,
      `Use one of ${[...groups].join(', ') || 'the groups'}`,
    )
    return []
  })
}

function pairsIn(map: TreeMap, key: string, refuse: Refuse): readonly (readonly [string, string])[] {
  const value = entryOf(map, key)?.value
  if (value === undefined) return []
  if (value.kind !== 'map' || value.entries.length > 64) {
    refuse(value.at, `${key} is not a map of at most 64 names`, 'Write name: value')
    return []
  }
  return value.entries.flatMap(({ key: name, at, value: of }) => {
    if (of.kind === 'scalar' && /^[\w.-]{1,64}$/.test(name) && !name.startsWith('tocsin'))
      return [[name, String(of.value ?? '')] as const]
    refuse(at, `${name.slice(0, 60)} is no name with a plain value`, 'Use letters, digits, ., _ and -')
    return []
  })
}

function sourceIn(map: TreeMap, refuse: Refuse): LogSource | undefined {
  const entry = entryOf(map, 'logsource')
  if (entry === undefined) return undefined
  if (entry.value.kind !== 'map') {
    refuse(entry.value.at, 'logsource is not a map', 'Write product:, category: or service:')
    return undefined
  }
  onlyKeys(entry.value, ['product', 'category', 'service'], refuse)
  const source: { [key: string]: string } = {}
  for (const { key, value } of entry.value.entries) {
    const text = value.kind === 'scalar' ? String(value.value) : ''
    // What Tocsin says of itself comes from itself alone.
    if (!/^[a-z0-9][\w.-]{0,63}$/.test(text) || text === 'tocsin')
      refuse(value.at, `${key} is no plain word`, 'Use small letters, digits, - and _')
    else source[key] = text
  }
  if (entry.value.entries.length === 0)
    refuse(entry.value.at, 'logsource is empty', 'Write product:, category: or service:')
  return source
}
