/** What the table can show of an asset beside its name, in the order in which it does. */
export const columnNames = [
  'odd',
  'kind',
  'zone',
  'owner',
  'criticality',
  'identifiers',
  'product',
  'address',
  'state',
] as const
export type ColumnName = (typeof columnNames)[number]

const usual: readonly ColumnName[] = ['odd', 'kind', 'zone', 'owner', 'criticality', 'identifiers']

/** Widths as a grid has them. */
export const widths: Readonly<Record<ColumnName, string>> = {
  odd: 'minmax(96px, 1fr)',
  kind: 'minmax(110px, 1.1fr)',
  zone: 'minmax(110px, 1.2fr)',
  owner: 'minmax(100px, 1fr)',
  criticality: '88px',
  identifiers: 'minmax(120px, 1.1fr)',
  product: 'minmax(120px, 1.2fr)',
  address: 'minmax(120px, 1.4fr)',
  state: '110px',
}

/** The columns that an address names; `-` is none of them. */
export function columnsIn(text: string | undefined): readonly ColumnName[] {
  if (text === undefined) return usual
  const named = new Set(text.split(','))
  return columnNames.filter((name) => named.has(name))
}

export function columnsText(columns: readonly ColumnName[]): string | undefined {
  if (columns.join() === usual.join()) return undefined
  return columns.length === 0 ? '-' : columns.join(',')
}

/** By which of them the list can be sorted. */
export const sortable = ['name', 'kind', 'zone', 'owner', 'criticality'] as const
export type Sortable = (typeof sortable)[number]

/** A click on a head: upwards, then downwards, then by name again. */
export function sortNext(sort: string | undefined, name: Sortable): string | undefined {
  const now = sort ?? 'name'
  if (now === name) return `-${name}`
  return now === `-${name}` || name === 'name' ? undefined : name
}
