import {
  type Asset,
  type City,
  type ColumnMeaning,
  columnMeanings,
  type Identifier,
  members,
  type Place,
  type Statement,
  shown,
} from '@tocsin/city'
import { cell } from '../table/csv.ts'

/** What of an asset a list can say, in the order of its columns: what is written can be read again. */
const columns = columnMeanings.filter((name) => name !== 'service' && !name.endsWith('-lambert-93'))

/** All assets of a city as CSV (RFC 4180), a line at a time. Lines and areas have no column; GeoJSON has them. */
export function* csvParts(city: City): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const asset of inOrder(city)) {
    const cells = cellsOf(city, asset)
    yield `${columns.map((name) => cell(cells[name] ?? '')).join(',')}\r\n`
  }
}

/** All assets of a city as a GeoJSON FeatureCollection (RFC 7946), a feature at a time; what has no place has no geometry. */
export function* geoJsonParts(city: City): Generator<string> {
  yield '{"type":"FeatureCollection","features":['
  let between = ''
  for (const asset of inOrder(city)) {
    const { latitude: _, longitude: __, ...properties } = cellsOf(city, asset)
    const place = shown(asset.said.place, city.time)?.value
    yield `${between}${JSON.stringify({ type: 'Feature', properties, geometry: place === undefined ? null : geometryOf(place) })}`
    between = ',\n'
  }
  yield ']}\n'
}

function inOrder(city: City): Asset[] {
  return [...city.assets.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function cellsOf(city: City, { id, said }: Asset): Partial<Record<ColumnMeaning, string>> {
  const cells: Partial<Record<ColumnMeaning, string>> = { id }
  const put = (name: ColumnMeaning, statements: readonly Statement<unknown>[] | undefined) => {
    const value = shown(statements, city.time)?.value
    if (value !== undefined) cells[name] = String(value)
  }
  const named = (name: ColumnMeaning, section: 'zones' | 'organisations', statements: readonly Statement<string>[]) => {
    const of = shown(statements, city.time)?.value
    if (of === undefined) return
    const table: ReadonlyMap<string, { readonly said: { readonly name?: readonly Statement<string>[] } }> =
      city[section]
    cells[name] = shown(table.get(of)?.said.name, city.time)?.value ?? of
  }
  for (const { value } of members<Identifier>(said.identifiers, city.time)) {
    const before = cells[value.scheme]
    cells[value.scheme] = before === undefined ? value.value : `${before} ${value.value}`
  }
  put('name', said.name)
  put('kind', said.kind)
  named('zone', 'zones', said.zone ?? [])
  named('owner', 'organisations', said.owner ?? [])
  named('supplier', 'organisations', said.supplier ?? [])
  for (const name of ['address', 'vendor', 'model', 'hardware', 'firmware', 'cpe', 'purl', 'criticality'] as const) {
    put(name, said[name])
  }
  const safety = shown(said.safety, city.time)?.value
  if (safety !== undefined) cells['safety'] = safety ? 'yes' : 'no'
  put('installed', said.installed)
  put('warranty-ends', said.warrantyEnds)
  put('support-ends', said.supportEnds)
  put('retired', said.retired)
  put('note', said.note)
  const place = shown(said.place, city.time)?.value
  if (place?.kind === 'point') {
    cells['longitude'] = degreesOf(place.at[0])
    cells['latitude'] = degreesOf(place.at[1])
  }
  return cells
}

/** To a centimetre, without an exponent. */
function degreesOf(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, '')
}

function geometryOf(place: Place) {
  if (place.kind === 'point') return { type: 'Point', coordinates: place.at }
  return place.kind === 'line'
    ? { type: 'LineString', coordinates: place.along }
    : { type: 'Polygon', coordinates: [[...place.around, ...place.around.slice(0, 1)]] }
}
