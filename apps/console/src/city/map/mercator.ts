/** Longitude and latitude in degrees, WGS 84. */
export type Position = readonly [longitude: number, latitude: number]

/** West, south, east, north, in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number]

/** What a map looks at: its middle, and its zoom as MapLibre counts it: the world is 512 px at 0 and doubles with each step. */
export interface View {
  readonly at: Position
  readonly zoom: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const zooms = { least: 1, most: 20 } as const
const tile = 512
/** Where the square of Web Mercator ends (EPSG:3857). */
const mostNorth = 85.051129

/** Web Mercator: 0 to 1 from west to east and from north to south. */
export function worldOf([longitude, latitude]: Position): readonly [x: number, y: number] {
  const sin = Math.sin((Math.max(-mostNorth, Math.min(mostNorth, latitude)) * Math.PI) / 180)
  return [(longitude + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)]
}

export function positionOf([x, y]: readonly [x: number, y: number]): Position {
  return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI]
}

/** Pixels of the whole world. */
export function scaleOf(zoom: number): number {
  return tile * 2 ** zoom
}

/** From degrees to pixels of a picture, as the view shows it. */
export function projection(view: View, { width, height }: Size): (position: Position) => readonly [number, number] {
  const scale = scaleOf(view.zoom)
  const [x, y] = worldOf(view.at)
  const [left, top] = [x * scale - width / 2, y * scale - height / 2]
  return (position) => {
    const [px, py] = worldOf(position)
    return [px * scale - left, py * scale - top]
  }
}

/** The view moved by pixels; it stays on Earth. */
export function movedBy(view: View, dx: number, dy: number): View {
  const scale = scaleOf(view.zoom)
  const [x, y] = worldOf(view.at)
  return { ...view, at: positionOf([clamp(x + dx / scale, 0, 1), clamp(y + dy / scale, 0, 1)]) }
}

/** The view closer or farther, about a point of the picture that stays where it is. */
export function zoomedAt(view: View, by: number, { width, height }: Size, px = width / 2, py = height / 2): View {
  const zoom = clamp(view.zoom + by, zooms.least, zooms.most)
  const [dx, dy] = [px - width / 2, py - height / 2]
  const share = 1 - 2 ** (view.zoom - zoom)
  return movedBy({ at: movedBy(view, dx * share, dy * share).at, zoom }, 0, 0)
}

/** The view in which a box fills the picture, with a margin of 32 px. */
export function fitted([west, south, east, north]: Box, { width, height }: Size): View {
  const [left, top] = worldOf([west, north])
  const [right, bottom] = worldOf([east, south])
  const room = (pixels: number) => Math.max(40, pixels - 64)
  const zoom = Math.min(
    Math.log2(room(width) / tile / Math.max(right - left, 1e-9)),
    Math.log2(room(height) / tile / Math.max(bottom - top, 1e-9)),
  )
  // One lonely thing fills no picture: it is looked at from where its street is seen.
  return { at: positionOf([(left + right) / 2, (top + bottom) / 2]), zoom: clamp(zoom, zooms.least, 16.5) }
}

/** The box that a view shows. */
export function boxOf(view: View, { width, height }: Size): Box {
  const [west, north] = movedBy(view, -width / 2, -height / 2).at
  const [east, south] = movedBy(view, width / 2, height / 2).at
  return [west, south, east, north]
}

/** The box around positions, or nothing around none. */
export function boxAround(positions: Iterable<Position>): Box | undefined {
  let [west, south, east, north] = [180, 90, -180, -90]
  let some = false
  for (const [longitude, latitude] of positions) {
    some = true
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  return some ? [west, south, east, north] : undefined
}

/** A box in an address: four numbers with commas, 5 decimals. */
export function boxText(box: Box): string {
  return box.map((degrees) => Number(degrees.toFixed(5))).join(',')
}

export function readBox(text: string | undefined): Box | undefined {
  const [west, south, east, north, ...rest] = (text ?? '')
    .split(',')
    .map((one) => (one === '' ? Number.NaN : Number(one)))
  if (west === undefined || south === undefined || east === undefined || north === undefined || rest.length > 0) return
  const onEarth = west >= -180 && east <= 180 && south >= -90 && north <= 90
  return onEarth && west < east && south < north ? [west, south, east, north] : undefined
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
