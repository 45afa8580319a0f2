import {
  type Asset,
  type By,
  type City,
  type Dependency,
  type Identifier,
  members,
  type Organisation,
  observableOfIdentifier,
  type Records,
  record,
  type Service,
  serviceKindDefaults,
  serviceKindNames,
  type Zone,
} from '@tocsin/city'
import { canonicalJson } from '@tocsin/kit'
import { inBreaths } from '../breath.ts'
import { idOf } from './cells.ts'
import { folded } from './kind-words.ts'
import type { ListedAsset, RowRefused } from './read-rows.ts'

/** What a list says of a city: records to merge, and rows that cannot be. */
export interface Matched {
  readonly records: Records
  readonly refused: readonly RowRefused[]
  /** The rows that speak of assets that are known already, and those of new ones. */
  readonly known: number
  readonly added: number
}

/**
 * Holds listed things against the city: who bears an identifier that is known is that asset; else whose id or name is known.
 *
 * An identifier stands in one row of a list only, and a row names one asset only: the others are refused, whole.
 */
export async function matchList(city: City, listed: readonly ListedAsset[], by: By): Promise<Matched> {
  const bearers = bearersOf(city)
  const names = namesOf(city)
  const refused: RowRefused[] = []
  const lineOfIdentifier = new Map<string, number>()
  const lineOfId = new Map<string, number>()
  const assets: Asset[] = []
  const rest = gathered(city, by)
  let known = 0
  const take = (one: ListedAsset): void => {
    const refuse = (reason: string, fix: string) => void refused.push({ line: one.line, reason, fix })
    const id = whichOf(city, one, bearers, names, lineOfId, refuse)
    if (id === undefined) return
    const read = record('assets', id, valuesOf(one, rest), by)
    if (!read.ok) {
      const [first] = read.error
      const column = first?.at.split('/')[4]
      refused.push({
        line: one.line,
        ...(column === undefined ? {} : { column }),
        reason: first?.reason ?? 'it cannot be read',
        fix: first?.fix ?? 'Correct the row',
      })
      return
    }
    const keys = (read.value.said.identifiers ?? []).map(({ value }) => keyOf(value))
    const twice = keys.find((key) => lineOfIdentifier.has(key))
    if (twice !== undefined) {
      refuse(
        `${twice} stands in line ${lineOfIdentifier.get(twice)} already`,
        'One thing bears an identifier: correct one of the two rows',
      )
      return
    }
    for (const key of keys) lineOfIdentifier.set(key, one.line)
    lineOfId.set(id, one.line)
    if (city.assets.has(read.value.id)) known++
    assets.push(one.bill === undefined ? read.value : withoutGone(read.value, city, by))
    rest.place(one, read.value.id)
  }
  for await (const some of inBreaths(listed)) for (const one of some) take(one)
  return { records: { assets, ...rest.records() }, refused, known, added: assets.length - known }
}

/** The id of what a row is about. */
function whichOf(
  city: City,
  one: ListedAsset,
  bearers: ReadonlyMap<string, readonly string[]>,
  names: ReadonlyMap<string, readonly string[]>,
  taken: ReadonlyMap<string, number>,
  refuse: (reason: string, fix: string) => void,
): string | undefined {
  const own = one.id === undefined ? undefined : idSaid(city, one.id)
  const borne = new Set(one.identifiers.flatMap((identifier) => bearers.get(keyOf(identifier)) ?? []))
  if (own === undefined && borne.size > 1) {
    refuse(`its identifiers are borne by ${[...borne].slice(0, 3).join(' and ')}`, 'Join the two, or correct the row')
    return undefined
  }
  const [bearer] = borne
  const [named, ...others] = one.name === undefined ? [] : (names.get(folded(one.name)) ?? [])
  const [first] = one.identifiers
  const made = idOf(one.name ?? first?.value ?? '')
  // Of several things of one name each has the id of its identifier beside it.
  const apart = first === undefined ? made : `${made}--${idOf(first.value)}`
  const known = bearer ?? (others.length === 0 ? named : undefined)
  const id = own ?? (known !== undefined && !taken.has(known) ? known : taken.has(made) ? apart : made)
  if (id === '') {
    refuse('no id can be made of its name', 'Give it an id of letters and digits')
    return undefined
  }
  const line = taken.get(id)
  if (line === undefined) return id
  refuse(`${one.id ?? one.name ?? id} stands in line ${line} already`, 'Give each thing its own id, or its own address')
  return undefined
}

/** What the same bill listed before and lists no more is not installed any more. */
function withoutGone(asset: Asset, city: City, by: By): Asset {
  const now = asset.said.software ?? []
  const listed = new Set(now.map(({ value }) => canonicalJson(value)))
  const gone = (city.assets.get(asset.id)?.said.software ?? []).flatMap((one) =>
    one.source !== by.source || one.until !== undefined || listed.has(canonicalJson(one.value))
      ? []
      : [{ ...one, time: by.time, until: by.time }],
  )
  return gone.length === 0 ? asset : { ...asset, said: { ...asset.said, software: [...now, ...gone] } }
}

/** An id as it is known, or as it may stand in addresses. */
function idSaid(city: City, said: string): string {
  const folded = idOf(said)
  if (city.assets.has(said as Asset['id'])) return said
  const isPlain = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/.test(said)
  return city.assets.has(folded as Asset['id']) || !isPlain ? folded : said
}

function valuesOf(one: ListedAsset, rest: Gathered): Readonly<Record<string, unknown>> {
  return {
    ...one.plain,
    name: one.name,
    kind: one.kind,
    place: one.place,
    zone: one.zone === undefined ? undefined : rest.zone(one.zone),
    owner: one.owner === undefined ? undefined : rest.organisation(one.owner, 'department'),
    supplier: one.supplier === undefined ? undefined : rest.organisation(one.supplier, 'supplier'),
    ...(one.identifiers.length === 0 ? {} : { identifiers: one.identifiers }),
    ...(one.bill === undefined ? {} : { software: one.bill.software, softwareBeyond: one.bill.beyond }),
  }
}

interface Gathered {
  zone(name: string): string | undefined
  organisation(name: string, kind: 'department' | 'supplier'): string | undefined
  /** Puts an asset where its row says that it serves. */
  place(one: ListedAsset, asset: Asset['id']): void
  records(): Records
}

/** The zones, organisations and services that a list names, each once, under the ids that the city knows them by. */
function gathered(city: City, by: By): Gathered {
  const zones = new Map<string, Zone>()
  const organisations = new Map<string, Organisation>()
  const services = new Map<string, Service>()
  const carriers = new Map<string, Asset['id'][]>()
  const [zoneIds, organisationIds, serviceIds] = [
    idsByName(city, 'zones'),
    idsByName(city, 'organisations'),
    idsByName(city, 'services'),
  ]
  const named = <Entry>(
    name: string,
    ids: Map<string, string>,
    made: Map<string, Entry>,
    make: (id: string) => Entry | undefined,
  ) => {
    const id = ids.get(folded(name)) ?? idOf(name)
    if (id === '' || made.has(id)) return id === '' ? undefined : id
    const entry = make(id)
    if (entry === undefined) return undefined
    made.set(id, entry)
    ids.set(folded(name), id)
    return id
  }
  return {
    zone: (name) => named(name, zoneIds, zones, (id) => readOr(record('zones', id, { name }, by))),
    organisation: (name, kind) =>
      named(name, organisationIds, organisations, (id) =>
        readOr(record('organisations', id, city.organisations.has(id as never) ? { name } : { name, kind }, by)),
      ),
    place: ({ service }, asset) => {
      if (service === undefined) return
      const id = named(service, serviceIds, services, (own) =>
        readOr(record('services', own, { name: service, kind: serviceKindOf(service) }, by)),
      )
      if (id === undefined) return
      const list = carriers.get(id)
      if (list === undefined) carriers.set(id, [asset])
      else list.push(asset)
    },
    records: () => ({
      zones: [...zones.values()],
      organisations: [...organisations.values()],
      services: [...services.values()],
      dependencies: [...carriers].flatMap(([service, assets]): Dependency[] => {
        const suppliers = assets.map((id) => ({ kind: 'asset', id }))
        const made = record(
          'dependencies',
          `listed-${service}`.slice(0, 128),
          { dependent: { kind: 'service', id: service }, suppliers },
          by,
        )
        return made.ok ? [made.value] : []
      }),
    }),
  }
}

function serviceKindOf(name: string) {
  const word = folded(name)
  return serviceKindNames.find((kind) => {
    const { en, fr } = serviceKindDefaults(kind).words
    return [kind, en, fr].some((known) => folded(known) === word)
  })
}

function readOr<Value>(read: { readonly ok: true; readonly value: Value } | { readonly ok: false }): Value | undefined {
  return read.ok ? read.value : undefined
}

/** Folded name or id -> id. */
function idsByName(city: City, section: 'zones' | 'organisations' | 'services'): Map<string, string> {
  const ids = new Map<string, string>()
  for (const { id, said } of city[section].values()) {
    ids.set(folded(id), id)
    for (const { value } of said.name ?? []) ids.set(folded(value), id)
  }
  return ids
}

function bearersOf(city: City): ReadonlyMap<string, readonly string[]> {
  const bearers = new Map<string, string[]>()
  for (const { id, said } of city.assets.values()) {
    for (const { value } of members(said.identifiers, city.time)) {
      const key = keyOf(value)
      bearers.set(key, [...(bearers.get(key) ?? []), id])
    }
  }
  return bearers
}

function namesOf(city: City): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const { id, said } of city.assets.values()) {
    for (const name of new Set([folded(id), ...(said.name ?? []).map(({ value }) => folded(value))])) {
      names.set(name, [...(names.get(name) ?? []), id])
    }
  }
  return names
}

function keyOf(identifier: Identifier): string {
  const observable = observableOfIdentifier(identifier)
  return `${identifier.scheme} ${observable?.value ?? identifier.value}`
}
