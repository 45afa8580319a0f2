import { type City, type OrganisationId, shown } from '@tocsin/city'
import type { ZoneId } from '@tocsin/kit'
import type { Sight } from '../api/visible.ts'
import { type Asked, type FacetName, facetNames, type Odd, type SortName } from './asked.ts'
import { folded, type Row, rowOf, sortedText } from './row.ts'

/** What records showed of assets beside what the city says: the kinds by asset, and whether anything was heard of one. */
export interface Evidence {
  readonly misfits: ReadonlyMap<string, readonly Odd[]>
  isSeen(asset: Row['asset']['id']): boolean
}

export interface Selected {
  /** In order. */
  readonly rows: readonly Row[]
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

const graver = ['low', 'medium', 'high', 'vital']

/**
 * The assets that answer, one page of them, and how many each value of each facet has: a facet is counted over what the others
 * leave, so that a second value of it can be chosen.
 */
export function select(city: City, sight: Sight, evidence: Evidence, asked: Asked, page: Page): Selected {
  const filters = filtersOf(asked)
  const needle = asked.q === undefined ? '' : folded(asked.q.trim())
  const names = namesOf(city)
  const facets = Object.fromEntries(facetNames.map((name) => [name, new Map<string, number>()])) as Record<
    FacetName,
    Map<string, number>
  >
  const values = valuesOf(city, evidence)
  const order = orderOf(page, names)
  const kept = smallest(page.limit + 1)
  let count = 0
  for (const asset of city.assets.values()) {
    if (!sight.asset(asset)) continue
    const row = rowOf(city, asset)
    if (needle !== '' && !row.text.includes(needle) && !names.zone(row.zone).folded.includes(needle)) continue
    let failed: FacetName | 'many' | undefined
    for (const [name, wanted] of filters) {
      if (values(row, name).some((value) => wanted.has(value))) continue
      failed = failed === undefined ? name : 'many'
      if (failed === 'many') break
    }
    if (failed === 'many') continue
    for (const name of failed === undefined ? facetNames : [failed]) {
      const counts = facets[name]
      for (const value of values(row, name)) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    if (failed !== undefined) continue
    count++
    const key = order.key(row)
    if (order.isAfter(key)) kept.add(order.compare, key, row)
  }
  const found = kept.list()
  const rows = found.slice(0, page.limit).map(({ row }) => row)
  const last = found[page.limit - 1]
  return { rows, count, next: found.length > page.limit && last !== undefined ? cursorOf(last.key) : null, facets }
}

/** All that answer, in the order of the city: for changes and exports over a whole query. */
export function* answering(city: City, sight: Sight, evidence: Evidence, asked: Asked): Generator<Row> {
  const filters = filtersOf(asked)
  const needle = asked.q === undefined ? '' : folded(asked.q.trim())
  const names = namesOf(city)
  const values = valuesOf(city, evidence)
  for (const asset of city.assets.values()) {
    if (!sight.asset(asset)) continue
    const row = rowOf(city, asset)
    if (needle !== '' && !row.text.includes(needle) && !names.zone(row.zone).folded.includes(needle)) continue
    if (filters.every(([name, wanted]) => values(row, name).some((value) => wanted.has(value)))) yield row
  }
}

/** The values of a facet that one row has. */
export function valuesOf(city: City, { misfits, isSeen }: Evidence) {
  const today = new Date(city.time).toISOString().slice(0, 10)
  return (row: Row, name: FacetName): readonly string[] => {
    switch (name) {
      case 'state':
        return states[stateOf(row, today)]
      case 'odd':
        return oddOf(row, misfits, isSeen)
      default:
        return row.values[name]
    }
  }
}

const states = {
  'in-service': ['in-service'],
  'support-ended': ['support-ended'],
  retired: ['retired'],
} as const
const nothingOdd: readonly Odd[] = []

export function stateOf({ retired, supportEnds }: Row, today: string): 'in-service' | 'support-ended' | 'retired' {
  if (retired !== undefined && retired <= today) return 'retired'
  return supportEnds !== undefined && supportEnds < today ? 'support-ended' : 'in-service'
}

export function oddOf(row: Row, misfits: Evidence['misfits'], isSeen: Evidence['isSeen']): readonly Odd[] {
  const shownOnce = misfits.get(row.asset.id)
  const undeclared = !row.isDeclared && row.heard === 'observed'
  const silent = row.isDeclared && row.heard === 'silent' && !isSeen(row.asset.id)
  if (shownOnce === undefined && !row.conflicting && !undeclared && !silent) return nothingOdd
  const odd: Odd[] = [...(shownOnce ?? [])]
  if (row.conflicting) odd.push('conflicting')
  if (undeclared) odd.push('undeclared')
  if (silent) odd.push('never-seen')
  return odd
}

function filtersOf(asked: Asked): readonly (readonly [FacetName, ReadonlySet<string>])[] {
  return facetNames.flatMap((name) => {
    const wanted = asked[name]
    return wanted === undefined || wanted.length === 0 ? [] : [[name, new Set(wanted)] as const]
  })
}

type Key = readonly [by: string, then: string]

interface Order {
  key(row: Row): Key
  compare(a: Key, b: Key): number
  isAfter(key: Key): boolean
}

function orderOf({ sort, after }: Page, names: ReturnType<typeof namesOf>): Order {
  const down = sort.startsWith('-') ? -1 : 1
  const by = sort.replace(/^-/, '') as SortName
  const last = after === undefined ? undefined : readCursor(after)
  // What nobody said comes last, either way.
  const lastOf = (text: string | undefined) => (text === undefined ? (down === 1 ? '\uffff' : '') : text)
  const first = (row: Row): string => {
    switch (by) {
      case 'name':
        return ''
      case 'id':
        return row.asset.id
      case 'zone':
        return lastOf(row.zone === undefined ? undefined : names.zone(row.zone).sorted)
      case 'owner':
        return lastOf(row.owner === undefined ? undefined : names.owner(row.owner).sorted)
      case 'kind':
        return lastOf(row.kind)
      case 'criticality':
        return lastOf(row.criticality === undefined ? undefined : String(graver.indexOf(row.criticality)))
    }
  }
  const compare = ([a, b]: Key, [c, d]: Key) => down * (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0)
  return {
    key: (row) => [first(row), row.sorted],
    compare,
    isAfter: (key) => last === undefined || compare(key, last) > 0,
  }
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

/** Keeps the first few of many, in order, without sorting the rest. */
function smallest(limit: number) {
  const list: { readonly key: Key; readonly row: Row }[] = []
  return {
    add(compare: Order['compare'], key: Key, row: Row) {
      const last = list.at(-1)
      if (list.length >= limit && last !== undefined && compare(key, last.key) >= 0) return
      let [low, high] = [0, list.length]
      while (low < high) {
        const mid = (low + high) >> 1
        const other = list[mid]
        if (other !== undefined && compare(other.key, key) < 0) low = mid + 1
        else high = mid
      }
      list.splice(low, 0, { key, row })
      if (list.length > limit) list.pop()
    },
    list: () => list,
  }
}

function namesOf(city: City) {
  const of = (nameIn: (id: string) => string | undefined) => {
    const known = new Map<string, { readonly folded: string; readonly sorted: string }>()
    const nothing = { folded: '', sorted: '' }
    return (id: string | undefined) => {
      if (id === undefined) return nothing
      let name = known.get(id)
      if (name === undefined) {
        const text = nameIn(id) ?? id
        name = { folded: folded(text), sorted: sortedText(text) }
        known.set(id, name)
      }
      return name
    }
  }
  return {
    zone: of((id) => shown(city.zones.get(id as ZoneId)?.said.name, city.time)?.value),
    owner: of((id) => shown(city.organisations.get(id as OrganisationId)?.said.name, city.time)?.value),
  }
}
