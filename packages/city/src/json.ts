import { canonicalJson, err, ok, type Result } from '@tocsin/kit'
import { type City, entries, tablesOf } from './city.ts'
import {
  amount,
  glimpse,
  isObject,
  noRefusals,
  pointer,
  type Refusal,
  type Refusals,
  refuse,
  whole,
} from './model/codec.ts'
import { readEntry } from './model/read-entry.ts'
import { type AnyEntry, type SectionName, schemaOf, sectionNames } from './schema/sections.ts'

/** The version of the JSON form: `{"tocsinCity": 1, "version": ..., "time": ..., "zones": [...], ...}`. */
export const cityFormat = 1

/** At most this many records of one section are read. */
export const mostRecords = 1_000_000

/** Why a text is no city: the first refusals, and how many there are in all. */
export interface CityRefused {
  readonly refusals: readonly Refusal[]
  readonly count: number
}

/** The canonical JSON of a city: the same city gives the same bytes, whatever its history. */
export function formatCity(city: City): string {
  return [...formatCityParts(city)].join('')
}

/** The same piece by piece, each of one record at most: half a million assets are more than one text can hold. */
export function formatCityParts(city: City): Generator<string> {
  const { version, time } = city
  return formatSections({ version, time }, (section) => [...entries(city, section).values()].sort(byId))
}

/**
 * The same of records that are made as they are asked for, so that nobody holds all of them.
 *
 * @param recordsOf the records of a section in the order of their ids (code units)
 */
export function* formatSections(
  { version, time }: Pick<City, 'version' | 'time'>,
  recordsOf: (section: SectionName) => Iterable<AnyEntry>,
): Generator<string> {
  const heads: Readonly<Record<string, unknown>> = { tocsinCity: cityFormat, version, time }
  let between = '{'
  for (const name of [...Object.keys(heads), ...sectionNames].sort()) {
    yield `${between}${JSON.stringify(name)}:`
    between = ','
    const section = sectionNames.find((one) => one === name)
    if (section === undefined) {
      yield canonicalJson(heads[name])
      continue
    }
    let opening = '['
    for (const entry of recordsOf(section)) {
      yield `${opening}${canonicalJson(entry)}`
      opening = ','
    }
    yield opening === '[' ? '[]' : ']'
  }
  yield '}'
}

/** Reads the JSON form. Total: a whole city, or what is wrong and where (JSON pointers, RFC 6901); never half a city. */
export function parseCity(text: string): Result<City, CityRefused> {
  const refusals = noRefusals()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    refuse(
      refusals,
      '',
      `this is not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`,
      'Export the city again',
    )
    return err({ refusals: refusals.list, count: refusals.count })
  }
  return readCity(value, refusals)
}

function readCity(value: unknown, refusals: Refusals): Result<City, CityRefused> {
  const refused = () => err({ refusals: refusals.list, count: refusals.count })
  if (!isObject(value) || value['tocsinCity'] !== cityFormat) {
    refuse(
      refusals,
      '/tocsinCity',
      `this is not a city of format ${cityFormat}`,
      'Use the Tocsin that wrote it, or export it again',
    )
    return refused()
  }
  for (const name of Object.keys(value)) {
    if (!['tocsinCity', 'version', 'time', ...sectionNames].includes(name)) {
      refuse(refusals, pointer('', name), 'this section is unknown', `Sections are: ${sectionNames.join(', ')}`)
    }
  }
  const version = whole(0, Number.MAX_SAFE_INTEGER).read(value['version'], '/version', refusals) ?? 0
  const time = amount(-8.64e15, 8.64e15).read(value['time'], '/time', refusals) ?? 0
  const tables = tablesOf((section) => readTable(section, value[section] ?? [], refusals))
  return refusals.count > 0 ? refused() : ok({ version, time, ...tables })
}

function readTable(section: SectionName, value: unknown, refusals: Refusals): ReadonlyMap<string, AnyEntry> {
  const table = new Map<string, AnyEntry>()
  const at = `/${section}`
  if (!Array.isArray(value) || value.length > mostRecords) {
    refuse(refusals, at, `${glimpse(value)} is not a list of at most ${mostRecords} records`, 'Give a list of records')
    return table
  }
  const schema = schemaOf(section)
  for (const [index, one] of value.entries()) {
    const here = pointer(at, index)
    const entry = readEntry(schema, one, here, refusals)
    if (entry === undefined) continue
    if (table.has(entry.id))
      refuse(refusals, pointer(here, 'id'), `the id ${entry.id} stands twice`, 'Give each record its own id')
    else table.set(entry.id, entry)
  }
  return table
}

function byId(a: AnyEntry, b: AnyEntry): number {
  return a.id < b.id ? -1 : 1
}
