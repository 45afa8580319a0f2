import { type Asset, type City, members, observableOfIdentifier, type Statement, shown } from '@tocsin/city'
import { nameOf } from '../api/name-of.ts'
import { identifiersOf, isDeclared } from '../learn/claims.ts'

/** What lists are narrowed and sorted by, of one asset at a city's moment. */
export interface Row {
  readonly name: string
  /** What a search looks in, folded; lines. */
  readonly text: string
  readonly kind: string | undefined
  readonly zone: string | undefined
  readonly owner: string | undefined
  readonly criticality: string | undefined
  /** Bits of `unknowns`, the first the lowest. */
  readonly unknown: number
  /** Who says something of it, but for what is supposed. */
  readonly sources: readonly string[]
  /** Days, `2026-11-23`. */
  readonly supportEnds: string | undefined
  readonly retired: string | undefined
  readonly conflicting: boolean
  readonly isDeclared: boolean
  /** `observed`: seen by its names; `silent`: it has some that would be seen; `none`: nothing on the wire names it. */
  readonly heard: 'observed' | 'silent' | 'none'
  /** The next moment at which something that is said of it ends, milliseconds since the epoch; infinite where nothing does. */
  readonly until: number
}

/** Attributes that nobody said, or that are supposed. */
export const unknowns = ['kind', 'zone', 'owner', 'place', 'identifiers', 'firmware', 'criticality'] as const
export type Unknown = (typeof unknowns)[number]

export function rowOf(city: City, asset: Asset): Row {
  const { said } = asset
  const at = city.time
  const value = <Value>(statements: readonly Statement<Value>[] | undefined) => {
    const [only] = statements ?? []
    return only?.until === undefined && statements?.length === 1 ? only?.value : shown(statements, at)?.value
  }
  const name = nameOf(city, asset.id)
  const identifiers = identifiersOf(asset, at)
  const sources: string[] = []
  let [conflicting, until] = [false, Number.POSITIVE_INFINITY]
  for (const attribute in said) {
    const statements = (said as Readonly<Record<string, readonly Statement<unknown>[] | undefined>>)[attribute] ?? []
    for (const one of statements) {
      if (one.confidence !== 'assumed' && !sources.includes(one.source)) sources.push(one.source)
      if (one.until !== undefined && one.until > at) until = Math.min(until, one.until)
    }
    if (attribute === 'identifiers' || statements.length < 2) continue
    conflicting ||= (shown(statements, at)?.conflicts.length ?? 0) > 0
  }
  let unknown = 0
  for (const [bit, attribute] of unknowns.entries()) if (isUnknown(asset, attribute, at)) unknown |= 1 << bit
  let heard: Row['heard'] = 'none'
  for (const one of identifiers) {
    if (heard === 'observed' || observableOfIdentifier(one.value) === undefined) continue
    heard = one.confidence === 'observed' ? 'observed' : 'silent'
  }
  let text = `${asset.id}\n${name}`
  for (const word of [value(said.vendor), value(said.model), value(said.firmware), value(said.address)]) {
    if (word !== undefined) text += `\n${word}`
  }
  for (const one of identifiers) text += `\n${one.value.value}`
  for (const { value: one } of members(said.software, at)) {
    text += one.version === undefined ? `\n${one.name}` : `\n${one.name} ${one.version}`
  }
  return {
    name,
    text: folded(text),
    kind: value(said.kind),
    zone: value(said.zone),
    owner: value(said.owner),
    criticality: value(said.criticality),
    unknown,
    sources,
    supportEnds: value(said.supportEnds),
    retired: value(said.retired),
    conflicting,
    isDeclared: isDeclared(asset),
    heard,
    until,
  }
}

/** What assets are sorted by where all else is the same: no two have the same. */
export function sortKeyOf(city: City, { id }: Asset): string {
  // Joined: as one text, not as two that are put together where they are compared, and both stay until then.
  return [sortedText(nameOf(city, id)), id].join('\u0000')
}

function isUnknown({ said }: Asset, name: Unknown, at: number): boolean {
  if (name === 'identifiers') return members(said.identifiers, at).every(({ confidence }) => confidence === 'assumed')
  const statements: readonly Statement<unknown>[] | undefined = said[name]
  const [only] = statements ?? []
  const best = statements?.length === 1 && only?.until === undefined ? only : shown(statements, at)
  return best === undefined || best.confidence === 'assumed'
}

/** Letters without case and accents: who looks for `ecole` finds *École*. */
export function folded(text: string): string {
  return isPlain.test(text) ? text.toLowerCase() : text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
const isPlain = /^[\n -~]*$/

/** The tenth comes after the ninth. */
export function sortedText(text: string): string {
  return folded(text).replaceAll(/\d{1,12}/g, (digits) => digits.padStart(12, '0'))
}
