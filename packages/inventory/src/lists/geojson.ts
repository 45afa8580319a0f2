import type { Place, Position } from '@tocsin/city'
import { err, ok, type Result } from '@tocsin/kit'
import { type ListRefused, listLimits, type Table } from './read-csv.ts'

/**
 * Reads a GeoJSON FeatureCollection (RFC 7946) as a list: a row a feature, a column a property, `line` the ordinal of the
 * feature from 1. Points, lines and polygons are places; of several lines or polygons the first, of a polygon its outer ring.
 */
export function readGeoJson(
  text: string,
): Result<{ readonly table: Table; readonly places: ReadonlyMap<number, Place> }, ListRefused> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err({ reason: 'this is not JSON', fix: 'Export the layer as GeoJSON again' })
  }
  const features = isRecord(value) && value['type'] === 'FeatureCollection' ? value['features'] : undefined
  if (!Array.isArray(features)) {
    return err({ reason: 'this is no FeatureCollection', fix: 'Export the layer as GeoJSON (RFC 7946)' })
  }
  if (features.length > listLimits.rows) {
    return err({ reason: `there are more than ${listLimits.rows} features`, fix: 'Send them in parts' })
  }
  const columns = new Map<string, number>()
  const rows: { line: number; cells: string[] }[] = []
  const broken: { line: number; reason: string; fix: string }[] = []
  const places = new Map<number, Place>()
  for (const [at, feature] of features.entries()) {
    const line = at + 1
    const properties = isRecord(feature) ? feature['properties'] : undefined
    const geometry = isRecord(feature) ? feature['geometry'] : undefined
    const place = geometry === null || geometry === undefined ? undefined : placeOf(geometry)
    if (place === 'unreadable') {
      broken.push({
        line,
        reason: 'its geometry is no point, line or polygon in degrees',
        fix: 'Give longitude and latitude (WGS 84), as RFC 7946 asks',
      })
      continue
    }
    if (place !== undefined) places.set(line, place)
    const cells: string[] = []
    const put = (name: string, cell: unknown) => {
      if (cell === null || cell === undefined || typeof cell === 'object') return
      const column = columns.get(name) ?? columns.size
      if (column >= listLimits.columns) return
      columns.set(name, column)
      cells[column] = String(cell).trim()
    }
    if (isRecord(properties)) for (const [name, cell] of Object.entries(properties)) put(name, cell)
    if (isRecord(feature) && feature['id'] !== undefined && !columns.has('id')) put('id', feature['id'])
    rows.push({ line, cells: Array.from(cells, (cell) => cell ?? '') })
  }
  return ok({ table: { header: [...columns.keys()], rows, broken }, places })
}

/** A geometry of RFC 7946 as a place. */
export function placeOf(geometry: unknown): Place | 'unreadable' {
  if (!isRecord(geometry)) return 'unreadable'
  const { type, coordinates } = geometry
  const [first]: unknown[] = Array.isArray(coordinates) ? coordinates : []
  switch (type) {
    case 'Point': {
      const at = positionOf(coordinates)
      return at === undefined ? 'unreadable' : { kind: 'point', at }
    }
    case 'MultiPoint': {
      const at = positionOf(first)
      return at === undefined ? 'unreadable' : { kind: 'point', at }
    }
    case 'LineString':
      return lineOf(coordinates)
    case 'MultiLineString':
      return lineOf(first)
    case 'Polygon':
      return ringOf(first)
    case 'MultiPolygon':
      return ringOf(Array.isArray(first) ? first[0] : undefined)
    default:
      return 'unreadable'
  }
}

function lineOf(value: unknown): Place | 'unreadable' {
  const along = positionsOf(value)
  return along === undefined || along.length < 2 ? 'unreadable' : { kind: 'line', along }
}

function ringOf(value: unknown): Place | 'unreadable' {
  const closed = positionsOf(value)
  // RFC 7946 §3.1.6: the last position of a ring repeats its first.
  const around = closed !== undefined && isClosed(closed) ? closed.slice(0, -1) : closed
  return around === undefined || around.length < 3 ? 'unreadable' : { kind: 'area', around }
}

function isClosed(ring: readonly Position[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length > 3 && first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

function positionsOf(value: unknown): Position[] | undefined {
  if (!Array.isArray(value) || value.length > 10_000) return undefined
  const positions = value.map(positionOf)
  return positions.every((position) => position !== undefined) ? positions : undefined
}

function positionOf(value: unknown): Position | undefined {
  const [longitude, latitude]: unknown[] = Array.isArray(value) ? value : []
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return undefined
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
