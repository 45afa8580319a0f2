import { type City, entries } from './city.ts'
import { members, shown, valueKey } from './model/statement.ts'
import { type AnyEntry, type SectionName, type Sections, schemaOf, type schemas } from './schema/sections.ts'

type AttributeName<Section extends SectionName> = keyof (typeof schemas)[Section] & string

/** What records are asked for; all of it must hold. */
export interface Query<Section extends SectionName> {
  /** The shown value is this one, or one of the members is. */
  readonly where?: { readonly [Name in AttributeName<Section>]?: unknown }
  /** Nobody said anything of it, or only an assumption is known. */
  readonly unknown?: AttributeName<Section>
  /** Sources disagree on it. */
  readonly conflicting?: AttributeName<Section>
  /** The id or a text value contains it, whatever the case. */
  readonly text?: string
  /** At most this many, in the order of ids; 1,000 if not said. */
  readonly limit?: number
}

export interface Found<Record> {
  readonly records: readonly Record[]
  /** How many there are in all. */
  readonly count: number
}

/** The records of a section that a query asks for, as they are shown at the city's moment, in the order of ids. */
export function query<Section extends SectionName>(
  city: City,
  section: Section,
  asked: Query<Section>,
): Found<Sections[Section]> {
  const tests = testsOf(city, section, asked)
  const found: AnyEntry[] = []
  for (const entry of entries(city, section).values()) if (tests.every((test) => test(entry))) found.push(entry)
  found.sort((a, b) => (a.id < b.id ? -1 : 1))
  return { records: found.slice(0, asked.limit ?? 1000) as unknown as Sections[Section][], count: found.length }
}

function testsOf<Section extends SectionName>(city: City, section: Section, asked: Query<Section>) {
  const schema = schemaOf(section)
  const tests: ((entry: AnyEntry) => boolean)[] = []
  for (const [name, value] of Object.entries(asked.where ?? {})) {
    if (value === undefined) continue
    const key = valueKey(value)
    tests.push((entry) => valuesOf(city, section, entry, name).some((one) => valueKey(one) === key))
  }
  const { unknown, conflicting, text } = asked
  if (unknown !== undefined) tests.push((entry) => !isKnown(city, section, entry, unknown))
  if (conflicting !== undefined) {
    tests.push((entry) => (shown(entry.said[conflicting], city.time)?.conflicts.length ?? 0) > 0)
  }
  if (text !== undefined) {
    const needle = text.toLowerCase()
    const has = (value: unknown) => typeof value === 'string' && value.toLowerCase().includes(needle)
    tests.push(
      (entry) =>
        has(entry.id) || Object.keys(schema).some((name) => valuesOf(city, section, entry, name).some(deep(has))),
    )
  }
  return tests
}

function valuesOf(city: City, section: SectionName, entry: AnyEntry, name: string): readonly unknown[] {
  const statements = entry.said[name]
  if (statements === undefined) return []
  if (schemaOf(section)[name]?.count === 'many') return members(statements, city.time).map(({ value }) => value)
  const one = shown(statements, city.time)
  return one === undefined ? [] : [one.value]
}

function isKnown(city: City, section: SectionName, entry: AnyEntry, name: string): boolean {
  const statements = entry.said[name]
  if (schemaOf(section)[name]?.count === 'many') {
    return members(statements, city.time).some(({ confidence }) => confidence !== 'assumed')
  }
  const one = shown(statements, city.time)
  return one !== undefined && one.confidence !== 'assumed'
}

/** Also looks one level into a value: the value of an identifier, the name of a contact. */
function deep(has: (value: unknown) => boolean) {
  return (value: unknown) =>
    has(value) || (typeof value === 'object' && value !== null && Object.values(value).some(has))
}
