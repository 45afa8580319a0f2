import {
  type AssetKind,
  assetKindNames,
  type ColumnMeaning,
  foldIdentifier,
  type Identifier,
  type Place,
  type Position,
  type Records,
} from '@tocsin/city'
import { criticalityOf, dayOf, flagOf } from './cells.ts'
import { type Columns, meaningOf } from './columns.ts'
import type { MudProfile } from './foreign/mud.ts'
import type { Bill } from './foreign/said-table.ts'
import { folded, kindOf } from './kind-words.ts'
import { fromLambert93, numberOf, swapped } from './position.ts'
import { listLimits, type Table } from './read-csv.ts'

/** What the one who imports says of a list where its words do not. */
export interface ListMeaning {
  /** Header -> what the column says; null leaves it out. */
  readonly columns?: Readonly<Record<string, ColumnMeaning | null>>
  /** Word in the list -> kind. */
  readonly kinds?: Readonly<Record<string, AssetKind>>
}

/** One thing of a list, before it is held against the city. */
export interface ListedAsset {
  /** Where it begins in the list, from 1. */
  readonly line: number
  readonly id?: string
  readonly name?: string
  readonly kind?: AssetKind
  readonly identifiers: readonly Identifier[]
  /** Names, for records of their own. */
  readonly zone?: string
  readonly owner?: string
  readonly supplier?: string
  readonly service?: string
  readonly place?: Place
  /** What it is made of, where the list is its bill of materials. */
  readonly bill?: Bill
  /** Attribute -> value, of those that are plain. */
  readonly plain: Readonly<Record<string, string | boolean>>
}

/** Why a row is left out, where, and what to do. */
export interface RowRefused {
  readonly line: number
  /** The header of the column; absent where it is a matter of the whole row. */
  readonly column?: string
  readonly reason: string
  readonly fix: string
}

export interface Listed {
  readonly assets: readonly ListedAsset[]
  readonly refused: readonly RowRefused[]
  /** Each header with what it was taken for; null is not read. */
  readonly columns: readonly { readonly header: string; readonly meaning: ColumnMeaning | null }[]
  /** Words that stand for no kind that is known, the most frequent first. */
  readonly unknownKinds: readonly { readonly word: string; readonly rows: number }[]
  /** What a maker means of a kind of device, where that is what the list is. */
  readonly profile?: MudProfile
  /** A city as it was exported, with who said what. */
  readonly records?: Records
}

/** Reads the rows of a list of things. Total: each row is an asset or is refused with its place. */
export function readRows(
  table: Table,
  meaning: ListMeaning = {},
  places: ReadonlyMap<number, Place> = new Map(),
  bills: ReadonlyMap<number, Bill> = new Map(),
): Listed {
  const columns = columnsOf(table, meaning)
  const refused: RowRefused[] = [...table.broken]
  const unknown = new Map<string, number>()
  const read: ListedAsset[] = []
  for (const { line, cells } of table.rows) {
    const [given, bill] = [places.get(line), bills.get(line)]
    const asset = readRow({ header: table.header, columns, meaning, line, cells, unknown })
    if ('refused' in asset) refused.push(asset.refused)
    else {
      read.push({
        ...asset,
        ...(given === undefined ? {} : { place: given }),
        ...(bill === undefined ? {} : { bill }),
      })
    }
  }
  const turned = changedOver(read)
  for (const { line } of turned) {
    refused.push({
      line,
      reason:
        'latitude and longitude look changed over: the place is far from all others, and near them the other way round',
      fix: 'Change the two cells over',
    })
  }
  const lines = new Set([...turned].map(({ line }) => line))
  return {
    assets: read.filter(({ line }) => !lines.has(line)),
    refused: refused.sort((a, b) => a.line - b.line),
    columns: table.header.map((header, at) => ({ header, meaning: columns.get(at) ?? null })),
    unknownKinds: [...unknown]
      .map(([word, rows]) => ({ word, rows }))
      .sort((a, b) => b.rows - a.rows || (a.word < b.word ? -1 : 1))
      .slice(0, 100),
  }
}

/** What each column says: by the one who imports, by its header, and, of an address, by what stands in it. */
function columnsOf(table: Table, { columns: said = {} }: ListMeaning): Columns {
  const found = new Map<number, ColumnMeaning>()
  const taken = new Set<ColumnMeaning>()
  const take = (at: number, meaning: ColumnMeaning | null | undefined) => {
    if (meaning === undefined || meaning === null || taken.has(meaning)) return
    found.set(at, meaning)
    taken.add(meaning)
  }
  for (const [at, header] of table.header.entries()) if (Object.hasOwn(said, header)) take(at, said[header])
  for (const [at, header] of table.header.entries()) {
    if (Object.hasOwn(said, header)) continue
    const meaning = meaningOf(header)
    take(at, meaning === 'address' && holdsAddresses(table, at) ? 'ip' : meaning)
  }
  return found
}

/** Whether a column called «address» is of networks, not of streets. */
function holdsAddresses({ rows }: Table, at: number): boolean {
  const some = rows
    .slice(0, 50)
    .flatMap(({ cells }) => (cells[at] === undefined || cells[at] === '' ? [] : [cells[at]]))
  return some.length > 0 && some.filter((cell) => isAddress(cell)).length * 2 > some.length
}

function isAddress(cell: string): boolean {
  return (
    /^(\d{1,3}\.){3}\d{1,3}(\/\d+)?$/.test(cell) || (/^[0-9a-f:]+(\/\d+)?$/i.test(cell) && cell.split(':').length > 2)
  )
}

interface Row {
  readonly header: readonly string[]
  readonly columns: Columns
  readonly meaning: ListMeaning
  readonly line: number
  readonly cells: readonly string[]
  readonly unknown: Map<string, number>
}

function readRow(row: Row): ListedAsset | { readonly refused: RowRefused } {
  const { header, columns, line, cells } = row
  const identifiers: Identifier[] = []
  const plain: Record<string, string | boolean> = {}
  const names: Partial<Record<'id' | 'name' | 'zone' | 'owner' | 'supplier' | 'service', string>> = {}
  const position: Partial<Record<PositionColumn, number>> = {}
  let kind: AssetKind | undefined
  for (const [at, meaning] of columns) {
    const cell = cells[at] ?? ''
    if (cell === '') continue
    const refuse = (reason: string, fix: string) => ({
      refused: { line, column: header[at] ?? '', reason: `“${cell.slice(0, 60)}” ${reason}`, fix },
    })
    if (cell.length > listLimits.cell) return refuse(`is longer than ${listLimits.cell} characters`, 'Shorten it')
    if (isScheme(meaning)) {
      for (const value of cell.split(/[,;\s]+/)) {
        if (value === '') continue
        const read = foldIdentifier({ scheme: meaning, value: withoutPrefix(meaning, value) })
        if (!read.ok) return refuse(read.error.reason.replace(/^this /, ''), read.error.fix)
        identifiers.push(read.value)
      }
    } else if (isPosition(meaning)) {
      const number = numberOf(cell)
      if (number === undefined) return refuse('is not a number', 'Give degrees such as 48.1173, or metres')
      position[meaning] = number
    } else if (meaning === 'kind') {
      kind = kindSaid(row, cell)
      if (kind === undefined) row.unknown.set(cell, (row.unknown.get(cell) ?? 0) + 1)
    } else if (isDay(meaning)) {
      const day = dayOf(cell)
      if (day === undefined) return refuse('is not a day', 'Write it as 2027-03-31 or 31/03/2027')
      plain[days[meaning]] = day
    } else if (meaning === 'safety') {
      const flag = flagOf(cell)
      if (flag === undefined) return refuse('is neither yes nor no', 'Write yes or no')
      plain['safety'] = flag
    } else if (meaning === 'criticality') {
      const value = criticalityOf(cell)
      if (value === undefined) return refuse('is no criticality', 'Write low, medium, high or vital')
      plain['criticality'] = value
    } else if (isName(meaning)) names[meaning] = cell
    else plain[meaning] = cell
  }
  const place = placeOf(position)
  if (place === 'half') {
    return { refused: { line, reason: 'only one of two coordinates is given', fix: 'Give both, or neither' } }
  }
  if (place === 'nowhere') {
    return {
      refused: {
        line,
        reason: `${Object.values(position).join(', ')} is no place on Earth, neither in degrees nor in Lambert-93`,
        fix: 'Give latitude and longitude in degrees (WGS 84), or x and y in metres (Lambert-93)',
      },
    }
  }
  if (names.id === undefined && names.name === undefined && identifiers.length === 0) {
    return { refused: { line, reason: 'nothing says which thing this is', fix: 'Give a name, an id or an address' } }
  }
  return {
    line,
    ...names,
    ...(kind === undefined ? {} : { kind }),
    identifiers,
    ...(place === undefined ? {} : { place: { kind: 'point', at: place } }),
    plain,
  }
}

function kindSaid({ meaning: { kinds = {} } }: Row, cell: string): AssetKind | undefined {
  const said = Object.hasOwn(kinds, cell) ? kinds[cell] : undefined
  return said !== undefined && assetKindNames.includes(said) ? said : kindOf(folded(cell))
}

type PositionColumn = 'latitude' | 'longitude' | 'x-lambert-93' | 'y-lambert-93'

/** Degrees where they are given, or where metres are so small that they can only be degrees. */
function placeOf(given: Partial<Record<PositionColumn, number>>): Position | undefined | 'half' | 'nowhere' {
  const { latitude, longitude, 'x-lambert-93': x, 'y-lambert-93': y } = given
  if (latitude === undefined && longitude === undefined && x === undefined && y === undefined) return undefined
  if (latitude !== undefined && longitude !== undefined) return degrees(longitude, latitude) ?? 'nowhere'
  if (x !== undefined && y !== undefined) return degrees(x, y) ?? fromLambert93(x, y) ?? 'nowhere'
  return 'half'
}

function degrees(longitude: number, latitude: number): Position | undefined {
  // Where nobody measured, lists say 0, 0.
  if (longitude === 0 && latitude === 0) return undefined
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined
}

function changedOver(read: readonly ListedAsset[]): ReadonlySet<ListedAsset> {
  const placed = read.flatMap((asset) => (asset.place?.kind === 'point' ? [{ asset, at: asset.place.at }] : []))
  const turned = swapped(placed.map(({ at }) => at))
  return new Set(placed.flatMap(({ asset }, at) => (turned.has(at) ? [asset] : [])))
}

/** A cell such as `10.1.2.3/24` names one address and its network. */
function withoutPrefix(scheme: Identifier['scheme'], value: string): string {
  return scheme === 'ip' ? value.replace(/\/\d+$/, '') : value
}

const days = {
  installed: 'installed',
  'warranty-ends': 'warrantyEnds',
  'support-ends': 'supportEnds',
  retired: 'retired',
} as const

function isDay(meaning: ColumnMeaning): meaning is keyof typeof days {
  return Object.hasOwn(days, meaning)
}

const schemes = ['ip', 'mac', 'host', 'dev-eui', 'account', 'serial', 'inventory-number', 'mqtt-client', 'url'] as const

function isScheme(meaning: ColumnMeaning): meaning is (typeof schemes)[number] {
  return schemes.some((scheme) => scheme === meaning)
}

function isPosition(meaning: ColumnMeaning): meaning is PositionColumn {
  return meaning === 'latitude' || meaning === 'longitude' || meaning === 'x-lambert-93' || meaning === 'y-lambert-93'
}

function isName(meaning: ColumnMeaning): meaning is 'id' | 'name' | 'zone' | 'owner' | 'supplier' | 'service' {
  return ['id', 'name', 'zone', 'owner', 'supplier', 'service'].includes(meaning)
}
