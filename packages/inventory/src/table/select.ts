import { type Asset, type City, type OddName, type OrganisationId, type StateName, shown } from '@tocsin/city'
import type { ZoneId } from '@tocsin/kit'
import { nameOf } from '../api/name-of.ts'
import type { Sight } from '../api/visible.ts'
import { type Asked, type FacetName, facetNames, type SortName } from './asked.ts'
import type { Evidence } from './evidence.ts'
import { facetsOf } from './facets.ts'
import { firstFrom } from './order.ts'
import { folded, sortedText } from './row.ts'
import type { Table } from './table.ts'

/** An asset that answers, as lists show it. */
export interface Answering {
  readonly asset: Asset
  readonly name: string
  readonly state: StateName
  readonly odd: readonly OddName[]
}

export interface Selected {
  /** In order. */
  readonly rows: readonly Answering[]
  readonly count: number
  /** Where the next page begins: after the last one of this. */
  readonly next: string | null
  readonly facets: Readonly<Record<FacetName, ReadonlyMap<string, number>>>
}

export interface Page {
  readonly sort: SortName | `-${SortName}`
  readonly after?: string | undefined
  readonly limit: number
}

/**
 * The assets that answer, one page of them, and how many each value of each facet has: a facet is counted over what the others
 * leave, so that a second value of it can be chosen.
 */
export function select(table: Table, sight: Sight, evidence: Evidence, asked: Asked, page: Page): Selected {
  const facets = facetsOf(table, evidence)
  const { marks, count } = passing(table, sight, facets, asked, (row, failed) => facets.count(row, failed))
  const { rows, next } = pageOf(table, marks, page)
  return { rows: rows.map((row) => answering(table, facets, row)), count, next, facets: facets.counts() }
}

/** All that answer, in the order of the city: for changes over a whole query. */
export function allOf(table: Table, sight: Sight, evidence: Evidence, asked: Asked): readonly Answering[] {
  const facets = facetsOf(table, evidence)
  const { marks } = passing(table, sight, facets, asked)
  const rows: Answering[] = []
  for (let row = 0; row < table.assets.length; row++) if (marks[row] === 1) rows.push(answering(table, facets, row))
  return rows
}

/** The assets that answer, in the order of their ids, from behind one on. @param table in that order */
export function listed(
  table: Table,
  sight: Sight,
  asked: Asked,
  after: string | undefined,
  limit: number,
): { readonly assets: readonly Asset[]; readonly count: number; readonly more: boolean } {
  const { marks, count } = passing(table, sight, facetsOf(table, nothingShown), asked)
  const { rows, next } = pageOf(table, marks, {
    sort: 'id',
    limit,
    after: after === undefined ? undefined : cursorOf([after, '']),
  })
  return { assets: rows.flatMap((row) => table.assets[row] ?? []), count, more: next !== null }
}

const nothingShown: Evidence = { misfits: new Map(), isSeen: () => true }

function answering({ assets, city }: Table, facets: ReturnType<typeof facetsOf>, row: number): Answering {
  const asset = assets[row]
  if (asset === undefined) throw new Error(`no asset stands at ${row}`)
  return { asset, name: nameOf(city, asset.id), state: facets.state(row), odd: facets.odd(row) }
}

/** Marks the rows that answer. @param told hears of each that no facet or only one keeps out, and of which one */
function passing(
  table: Table,
  sight: Sight,
  facets: ReturnType<typeof facetsOf>,
  asked: Asked,
  told?: (row: number, failed: FacetName | undefined) => void,
): { readonly marks: Uint8Array; readonly count: number } {
  const { assets } = table
  const needle = asked.q === undefined ? '' : folded(asked.q.trim())
  const found = needle === '' ? undefined : new Uint8Array(assets.length)
  if (found !== undefined) table.find(needle, found)
  const zones = needle === '' ? undefined : zonesNamed(table, needle)
  const filters = facetNames.flatMap((name) => {
    const wanted = asked[name]
    return wanted === undefined || wanted.length === 0 ? [] : [{ name, has: facets.any(name, new Set(wanted)) }]
  })
  const marks = new Uint8Array(assets.length)
  let count = 0
  for (let row = 0; row < assets.length; row++) {
    if (found !== undefined && found[row] !== 1 && zones?.[table.columns.zone[row] ?? 0] !== 1) continue
    const asset = assets[row]
    if (asset === undefined || !(sight.everything || sight.asset(asset))) continue
    let failed: FacetName | undefined
    let many = false
    for (const { name, has } of filters) {
      if (has(row)) continue
      many = failed !== undefined
      failed = name
      if (many) break
    }
    if (many) continue
    told?.(row, failed)
    if (failed !== undefined) continue
    marks[row] = 1
    count++
  }
  return { marks, count }
}

/** By number of a word: 1 where it is a zone whose name has the needle. */
function zonesNamed({ words, city }: Table, needle: string): Uint8Array {
  return Uint8Array.from(words, (word) => {
    const name = word === undefined ? undefined : zoneName(city, word)
    return name !== undefined && folded(name).includes(needle) ? 1 : 0
  })
}

type Key = readonly [by: string, then: string]

const graver = ['low', 'medium', 'high', 'vital']

/** One page of the rows that are marked. */
function pageOf(table: Table, marks: Uint8Array, { sort, after, limit }: Page) {
  const { order, columns } = table
  const isDown = sort.startsWith('-')
  const by = sort.replace(/^-/, '') as SortName
  const column = by === 'name' || by === 'id' ? undefined : columns[by]
  const texts = column === undefined ? undefined : textsOf(table, by, isDown)
  const cursor = after === undefined ? undefined : readCursor(after)
  const begins = cursor === undefined ? undefined : firstFrom(order, by === 'id' ? cursor[0] : cursor[1])
  const isAfter = (place: number) => {
    if (begins === undefined || cursor === undefined) return true
    if (isDown) return place < begins
    return (
      place > begins ||
      (place === begins && order.keyOf(order.rows[place] ?? 0) !== (by === 'id' ? cursor[0] : cursor[1]))
    )
  }
  const size = order.rows.length
  // By the text of the column, each in the order of names: the first few of each are enough.
  const groups = new Map<string, number[]>()
  for (let step = 0; step < size; step++) {
    const place = isDown ? size - 1 - step : step
    const row = order.rows[place] ?? 0
    if (marks[row] !== 1) continue
    const text = texts?.[column?.[row] ?? 0] ?? ''
    if (cursor !== undefined) {
      const side = by === 'id' || text === cursor[0] ? 0 : text < cursor[0] === isDown ? 1 : -1
      if (side < 0 || (side === 0 && !isAfter(place))) continue
    }
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [row])
    else if (group.length <= limit) group.push(row)
    if (column === undefined && (group?.length ?? 0) > limit) break
  }
  const sorted = [...groups].sort(([a], [b]) => (isDown ? -1 : 1) * (a < b ? -1 : 1))
  const found: (readonly [row: number, text: string])[] = []
  for (const [text, rows] of sorted) {
    for (const row of rows) if (found.length <= limit) found.push([row, text])
  }
  const last = found[limit - 1]
  const keyOf = ([row, text]: readonly [number, string]): Key => {
    const key = order.keyOf(row)
    return by === 'id' ? [key, ''] : [text, key]
  }
  return {
    rows: found.slice(0, limit).map(([row]) => row),
    next: found.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null,
  }
}

/** By number of a word: what rows with it are sorted by. What nobody said comes last, either way. */
function textsOf({ words, city }: Table, by: SortName, isDown: boolean): readonly string[] {
  return words.map((word) => {
    if (word === undefined) return isDown ? '' : '\uffff'
    if (by === 'zone') return sortedText(zoneName(city, word) ?? word)
    if (by === 'owner') {
      return sortedText(shown(city.organisations.get(word as OrganisationId)?.said.name, city.time)?.value ?? word)
    }
    return by === 'criticality' ? String(graver.indexOf(word)) : word
  })
}

function zoneName(city: City, id: string): string | undefined {
  return shown(city.zones.get(id as ZoneId)?.said.name, city.time)?.value
}

function cursorOf(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** Where a page begins; nothing where it is no cursor of ours. */
export function readCursor(text: string): Key | undefined {
  try {
    const [by, then] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    return typeof by === 'string' && typeof then === 'string' ? [by, then] : undefined
  } catch {
    return undefined
  }
}
