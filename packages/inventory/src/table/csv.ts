import { bounds, type City, members, shown } from '@tocsin/city'
import { assetView } from '../api/asset-view.ts'
import type { Answering } from './select.ts'

const columns = [
  'id',
  'name',
  'kind',
  'zone',
  'owner',
  'criticality',
  'address',
  'latitude',
  'longitude',
  'ip',
  'mac',
  'host',
  'vendor',
  'model',
  'firmware',
  'installed',
  'warranty-ends',
  'support-ends',
  'retired',
  'state',
  'odd',
] as const

/** The first line of a list. */
export const csvHead = `${columns.join(',')}\r\n`

/** One asset as a line of a list that can be imported again (RFC 4180). */
export function csvLine(city: City, { asset, state, odd }: Answering): string {
  const view = assetView(city, asset)
  const { said } = asset
  const identifiers = members(said.identifiers, city.time)
  const named = (scheme: string) =>
    identifiers.flatMap(({ value }) => (value.scheme === scheme ? [value.value] : [])).join(' ')
  const place = shown(said.place, city.time)?.value
  const box = place === undefined ? undefined : bounds(place)
  const middle =
    box === undefined ? ['', ''] : [(box[1] + box[3]) / 2, (box[0] + box[2]) / 2].map((one) => one.toFixed(6))
  const text = (name: 'vendor' | 'model' | 'firmware' | 'installed' | 'warrantyEnds' | 'supportEnds' | 'retired') =>
    shown(said[name], city.time)?.value ?? ''
  return `${[
    ...[view.id, view.name, view.kind ?? '', view.zoneName ?? '', view.ownerName ?? ''],
    ...[view.criticality ?? '', view.address ?? '', ...middle],
    ...[named('ip'), named('mac'), named('host')],
    ...[text('vendor'), text('model'), text('firmware'), text('installed')],
    ...[text('warrantyEnds'), text('supportEnds'), text('retired'), state, odd.join(' ')],
  ]
    .map(cell)
    .join(',')}\r\n`
}

/**
 * A value as a cell: what a spreadsheet would take for a formula is text (OWASP: CSV injection). Where the comma is the decimal
 * mark, as in French, a spreadsheet begins a cell at each semicolon, quoted or not.
 */
export function cell(value: string): string {
  const within = value.replace(/(;\s*)(?='*[=+\-@])/g, "$1'")
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${within}` : within
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
