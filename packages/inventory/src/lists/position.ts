import type { Position } from '@tocsin/city'
import proj4 from 'proj4'

/** RGF93 v1 / Lambert-93 (EPSG:2154), as https://epsg.io/2154 gives it. */
const lambert93 =
  '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs'

/** Where it is used: mainland France with its shelf, in metres. */
const area = { x: [-400_000, 1_400_000], y: [5_900_000, 7_300_000] } as const

/** Degrees (WGS 84) of a place in Lambert-93, to a centimetre; nothing outside of where that is used. */
export function fromLambert93(x: number, y: number): Position | undefined {
  if (!(x >= area.x[0] && x <= area.x[1] && y >= area.y[0] && y <= area.y[1])) return undefined
  const [longitude = Number.NaN, latitude = Number.NaN] = proj4(lambert93, 'WGS84', [x, y])
  return Number.isFinite(longitude) && Number.isFinite(latitude)
    ? [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))]
    : undefined
}

/** A number as lists write it: `48,1173`, `48.1173`, `1 234,5`. */
export function numberOf(text: string): number | undefined {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return /^[+-]?\d{1,12}(\.\d{1,15})?$/.test(plain) ? Number(plain) : undefined
}

/** How far a place may lie from the middle of its list, in degrees, before it is doubted. */
const far = 3

/** The places that lie far from the middle of all, while they would not with longitude and latitude changed over. */
export function swapped(positions: readonly Position[]): ReadonlySet<number> {
  const found = new Set<number>()
  if (positions.length < 3) return found
  const middle: Position = [median(positions.map(([x]) => x)), median(positions.map(([, y]) => y))]
  const near = ([x, y]: Position) => Math.abs(x - middle[0]) < far && Math.abs(y - middle[1]) < far
  for (const [at, position] of positions.entries()) {
    if (!near(position) && near([position[1], position[0]])) found.add(at)
  }
  return found
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
