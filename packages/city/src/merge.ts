import { type City, entries, type Records, tablesOf } from './city.ts'
import type { Attribute } from './model/attribute.ts'
import { sameValue } from './model/same-value.ts'
import { joinMany, joinOne, type Statement } from './model/statement.ts'
import { type AnyEntry, type SectionName, schemaOf, sectionNames } from './schema/sections.ts'

/**
 * Adds what records say to what the city knows: per attribute the newest statement of each source is kept.
 *
 * In whichever order and however often records arrive, the outcome is the same. Nothing is removed; that is a matter of
 * `applyDiff`. Where nothing new was said, the same city comes back.
 *
 * @param time the moment for which the new city is judged, milliseconds since the epoch
 */
export function merge(city: City, records: Records, time = city.time): City {
  const merging = openMerge(city, time)
  for (const section of sectionNames) merging.add(section, records[section] ?? [])
  return merging.merged()
}

/** A merge that others have their turns between: what is added piece by piece makes one city. */
export interface Merging {
  add(section: SectionName, records: readonly AnyEntry[]): void
  /** The city after all that was added; then nothing more may be. */
  merged(): City
}

export function openMerge(city: City, time = city.time): Merging {
  const after = new Map<SectionName, Map<string, AnyEntry>>()
  return {
    add: (section, records) => {
      const before = entries(city, section)
      let table = after.get(section)
      for (const entry of records) {
        const known = (table ?? before).get(entry.id)
        const joined = known === undefined ? joined1(section, entry) : joinEntries(section, known, entry)
        if (joined === known) continue
        table ??= new Map(before)
        table.set(entry.id, joined)
      }
      if (table !== undefined) after.set(section, table)
    },
    merged: () => {
      if (after.size === 0 && time === city.time) return city
      return { ...tablesOf((section) => after.get(section) ?? entries(city, section)), version: city.version + 1, time }
    },
  }
}

/** The records of a city, as `merge` takes them: two cities merge by `merge(one, recordsOf(other))`. */
export function recordsOf(city: City): Records {
  return Object.fromEntries(sectionNames.map((section) => [section, [...city[section].values()]]))
}

/** A city out of records alone. */
export function cityOf(records: Records, time = 0): City {
  const { version: _, ...rest } = merge({ version: 0, time, ...tablesOf(() => new Map()) }, records, time)
  return { ...rest, version: 1 }
}

/** Whether two records say the same. */
export function sameEntry(a: AnyEntry, b: AnyEntry): boolean {
  return a === b || (a.id === b.id && sameValue(a.said, b.said))
}

function joinEntries(section: SectionName, known: AnyEntry, more: AnyEntry): AnyEntry {
  if (known === more) return known
  const schema = schemaOf(section)
  let said: Record<string, readonly Statement<unknown>[]> | undefined
  for (const [name, statements] of Object.entries(more.said)) {
    const attribute = schema[name]
    if (attribute === undefined || statements === undefined || statements.length === 0) continue
    const before = known.said[name] ?? []
    // Of a list that stands alone nothing is copied: many entries may share it.
    const after = join(attribute, before.length === 0 ? statements : [...before, ...statements])
    if (before.length > 0 && sameValue(after, before)) continue
    said ??= { ...known.said } as Record<string, readonly Statement<unknown>[]>
    said[name] = after
  }
  return said === undefined ? known : { id: known.id, said }
}

/** A new entry in its joined form: itself, as a rule. */
function joined1(section: SectionName, entry: AnyEntry): AnyEntry {
  const schema = schemaOf(section)
  const isJoined = Object.entries(entry.said).every(
    ([name, statements]) => schema[name] !== undefined && statements?.length === 1,
  )
  return isJoined ? entry : joinEntries(section, { id: entry.id, said: {} }, entry)
}

function join(attribute: Attribute<unknown>, statements: readonly Statement<unknown>[]) {
  return attribute.count === 'one' ? joinOne(statements) : joinMany(statements)
}
