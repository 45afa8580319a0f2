import type { AnyEntry, SectionName, Sections } from './schema/sections.ts'
import { sectionNames } from './schema/sections.ts'

/** The records of one section by id. */
export type Table<Section extends SectionName> = ReadonlyMap<Sections[Section]['id'], Sections[Section]>

/**
 * All that is known of a city at one moment. It never changes: every change gives another city with the next version, so that
 * indexes are built once a version, and a judgement can name the version that it was made with.
 */
export interface City extends Tables {
  readonly version: number
  /** The moment for which statements are judged, milliseconds since the epoch. */
  readonly time: number
}

export type Tables = { readonly [Section in SectionName]: Table<Section> }

/** Records of some sections, as they arrive from a file, an observation or an answer. */
export type Records = { readonly [Section in SectionName]?: readonly Sections[Section][] }

export function emptyCity(time = 0): City {
  return { version: 0, time, ...tablesOf(() => new Map()) }
}

/** The same records judged at another moment: statements may have ended since. */
export function atTime(city: City, time: number): City {
  return time === city.time ? city : { ...city, version: city.version + 1, time }
}

/** A section as records of no particular kind, for what treats all sections alike. */
export function entries(city: Tables, section: SectionName): ReadonlyMap<string, AnyEntry> {
  return city[section] as ReadonlyMap<string, AnyEntry>
}

/** A table for each section. The caller vouches that the entries are of the section, by having read them with its schema. */
export function tablesOf(table: (section: SectionName) => ReadonlyMap<string, AnyEntry>): Tables {
  return Object.fromEntries(sectionNames.map((section) => [section, table(section)])) as unknown as Tables
}

export function countRecords(city: Tables): number {
  return sectionNames.reduce((sum, section) => sum + entries(city, section).size, 0)
}
