import { type Asset, type City, members, observableOfIdentifier, type Statement, shown } from '@tocsin/city'
import { nameOf } from '../api/name-of.ts'
import { inBreaths } from '../breath.ts'
import { identifiersOf, isDeclared } from '../learn/claims.ts'
import { unsaid } from './asked.ts'

/** What lists are narrowed and sorted by, of one asset: read once, as long as nothing is said of it anew. */
export interface Row {
  readonly asset: Asset
  readonly name: string
  /** Names as they are sorted: letters without case and accents, numbers by their size. */
  readonly sorted: string
  /** What a search looks in, folded. */
  readonly text: string
  readonly kind: string | undefined
  readonly zone: string | undefined
  readonly owner: string | undefined
  readonly criticality: string | undefined
  /** Of the facets that no day and no record changes, the values that it has. */
  readonly values: Readonly<Record<FixedFacet, readonly string[]>>
  /** Days, `2026-11-23`. */
  readonly supportEnds: string | undefined
  readonly retired: string | undefined
  readonly conflicting: boolean
  readonly isDeclared: boolean
  /** `observed`: seen by its names; `silent`: it has some that would be seen; `none`: nothing on the wire names it. */
  readonly heard: 'observed' | 'silent' | 'none'
}

export type FixedFacet = 'kind' | 'zone' | 'owner' | 'criticality' | 'unknown' | 'source'

/** Attributes that nobody said, or that are supposed. */
export const unknowns = ['kind', 'zone', 'owner', 'place', 'identifiers', 'firmware', 'criticality'] as const
export type Unknown = (typeof unknowns)[number]

const rows = new WeakMap<Asset, { readonly row: Row; readonly until: number }>()

/** The row of an asset at a city's moment. */
export function rowOf(city: City, asset: Asset): Row {
  const known = rows.get(asset)
  if (known !== undefined && city.time < known.until) return known.row
  const row = made(city, asset)
  rows.set(asset, { row, until: nextEnd(asset, city.time) })
  return row
}

/** Reads all rows that are not read yet, a breath at a time: requests have their turn between. */
export async function readRows(city: City): Promise<void> {
  if (read.get(city.assets) === true) return
  for await (const some of inBreaths([...city.assets.values()])) for (const asset of some) rowOf(city, asset)
  read.set(city.assets, true)
}
const read = new WeakMap<City['assets'], true>()

function made(city: City, asset: Asset): Row {
  const { said } = asset
  const at = city.time
  const value = <Value>(statements: readonly Statement<Value>[] | undefined) => shown(statements, at)?.value
  const name = nameOf(city, asset.id)
  const identifiers = identifiersOf(asset, at)
  const hears = identifiers.filter((one) => observableOfIdentifier(one.value) !== undefined)
  const sources = new Set<string>()
  let conflicting = false
  for (const [attribute, statements] of Object.entries(said) as [string, readonly Statement<unknown>[] | undefined][]) {
    for (const { source, confidence } of statements ?? []) if (confidence !== 'assumed') sources.add(source)
    if (attribute === 'identifiers' || (statements?.length ?? 0) < 2) continue
    conflicting ||= (shown(statements, at)?.conflicts.length ?? 0) > 0
  }
  const fixed = {
    kind: value(said.kind),
    zone: value(said.zone),
    owner: value(said.owner),
    criticality: value(said.criticality),
  }
  const words = [asset.id, name, value(said.vendor), value(said.model), value(said.firmware), value(said.address)]
  return {
    asset,
    name,
    sorted: `${sortedText(name)}\u0000${asset.id}`,
    text: folded(
      [...words, ...identifiers.map((one) => one.value.value)].filter((one) => one !== undefined).join('\n'),
    ),
    ...fixed,
    values: {
      kind: one(fixed.kind),
      zone: one(fixed.zone),
      owner: one(fixed.owner),
      criticality: one(fixed.criticality),
      unknown: several(unknowns.filter((attribute) => isUnknown(asset, attribute, at))),
      source: several([...sources]),
    },
    supportEnds: value(said.supportEnds),
    retired: value(said.retired),
    conflicting,
    isDeclared: isDeclared(asset),
    heard:
      hears.length === 0 ? 'none' : hears.some(({ confidence }) => confidence === 'observed') ? 'observed' : 'silent',
  }
}

/** Lists of values that many rows have, once. */
const shared = new Map<string, readonly string[]>()
const mostShared = 100_000

function several(values: readonly string[]): readonly string[] {
  const key = values.join('\u0000')
  const known = shared.get(key)
  if (known !== undefined) return known
  if (shared.size >= mostShared) shared.clear()
  shared.set(key, values)
  return values
}

function one(value: string | undefined): readonly string[] {
  return several([value ?? unsaid])
}

function isUnknown({ said }: Asset, name: Unknown, at: number): boolean {
  if (name === 'identifiers') return members(said.identifiers, at).every(({ confidence }) => confidence === 'assumed')
  const best = shown<unknown>(said[name], at)
  return best === undefined || best.confidence === 'assumed'
}

/** The next moment at which something that is said of it ends. */
function nextEnd({ said }: Asset, at: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const statements of Object.values(said) as (readonly Statement<unknown>[] | undefined)[]) {
    for (const { until } of statements ?? []) if (until !== undefined && until > at) next = Math.min(next, until)
  }
  return next
}

/** Letters without case and accents: who looks for `ecole` finds *École*. */
export function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** The tenth comes after the ninth. */
export function sortedText(text: string): string {
  return folded(text).replaceAll(/\d{1,12}/g, (digits) => digits.padStart(12, '0'))
}
