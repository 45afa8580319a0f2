import { err, ok, type Result } from '@tocsin/kit'
import { type City, entries, tablesOf } from './city.ts'
import { sameEntry } from './merge.ts'
import { pointer, type Refusal } from './model/codec.ts'
import { type AnyEntry, type SectionName, type Sections, sectionNames } from './schema/sections.ts'

/** What became of the records of one section, in the order of ids. */
export interface RecordsDiff<Record> {
  readonly added: readonly Record[]
  readonly updated: readonly (readonly [from: Record, to: Record])[]
  readonly removed: readonly Record[]
}

/** What lies between two cities. It holds both sides, so that it can be shown, applied and undone. */
export type CityDiff = { readonly [Section in SectionName]: RecordsDiff<Sections[Section]> } & {
  readonly time: readonly [from: number, to: number]
}

export function diff(from: City, to: City): CityDiff {
  const sections = sectionNames.map((section) => [section, diffTables(entries(from, section), entries(to, section))])
  return { ...Object.fromEntries(sections), time: [from.time, to.time] }
}

/** The way back: `applyDiff` of it undoes `applyDiff` of the diff. */
export function reverse(difference: CityDiff): CityDiff {
  const sections = sectionNames.map((section) => {
    const { added, updated, removed } = anyDiff(difference, section)
    return [section, { added: removed, updated: updated.map(([from, to]) => [to, from]), removed: added }]
  })
  return { ...Object.fromEntries(sections), time: [difference.time[1], difference.time[0]] }
}

/**
 * The city after a diff; all of it or nothing.
 *
 * @returns the next version, or each record that is no longer as the diff found it
 */
export function applyDiff(city: City, difference: CityDiff): Result<City, readonly Refusal[]> {
  const refused: Refusal[] = []
  const fix = 'Make the change again from the present version'
  const stale = (section: string, id: string, reason: string) =>
    refused.push({ at: pointer(`/${section}`, id), reason, fix })
  const tables = tablesOf((section) => {
    const { added, updated, removed } = anyDiff(difference, section)
    const table = new Map(entries(city, section))
    for (const one of added) if (table.has(one.id)) stale(section, one.id, 'it is there already')
    for (const one of [...removed, ...updated.map(([from]) => from)]) {
      const present = table.get(one.id)
      if (present === undefined) stale(section, one.id, 'it is gone')
      else if (!sameEntry(present, one)) stale(section, one.id, 'it was changed since')
    }
    for (const one of removed) table.delete(one.id)
    for (const [, to] of updated) table.set(to.id, to)
    for (const one of added) table.set(one.id, one)
    return table
  })
  if (refused.length > 0) return err(refused)
  return ok({ ...tables, version: city.version + 1, time: difference.time[1] })
}

export function isEmptyDiff(difference: CityDiff): boolean {
  return sectionNames.every((section) => {
    const { added, updated, removed } = anyDiff(difference, section)
    return added.length + updated.length + removed.length === 0
  })
}

function diffTables(from: ReadonlyMap<string, AnyEntry>, to: ReadonlyMap<string, AnyEntry>): RecordsDiff<AnyEntry> {
  if (from === to) return { added: [], updated: [], removed: [] }
  const added: AnyEntry[] = []
  const updated: [AnyEntry, AnyEntry][] = []
  for (const entry of to.values()) {
    const before = from.get(entry.id)
    if (before === undefined) added.push(entry)
    else if (!sameEntry(before, entry)) updated.push([before, entry])
  }
  const removed = [...from.values()].filter(({ id }) => !to.has(id))
  return { added: added.sort(byId), updated: updated.sort(([a], [b]) => byId(a, b)), removed: removed.sort(byId) }
}

function anyDiff(difference: CityDiff, section: SectionName): RecordsDiff<AnyEntry> {
  return difference[section] as RecordsDiff<AnyEntry>
}

function byId(a: AnyEntry, b: AnyEntry): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
