import type { Position } from '@tocsin/city'

/** Metres east and north of the city hall. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/*
 * The town lies where on Earth there is only sea: a map of the world shows nothing beneath it that could be taken for a real
 * place. One degree of latitude is 111,320 m there; one of longitude is shorter by the cosine of the latitude.
 */
const origin = { longitude: -4.2, latitude: 46.4 }
const metresNorth = 111_320
const metresEast = metresNorth * Math.cos((origin.latitude * Math.PI) / 180)

/** A spot in degrees (WGS 84), to a decimetre. */
export function positionOf({ x, y }: Spot): Position {
  return [rounded(origin.longitude + x / metresEast), rounded(origin.latitude + y / metresNorth)]
}

/** How far the land reaches west at a northing: the shore, with the bay of the port. */
export function shoreAt(y: number): number {
  return -2600 + 420 * Math.sin(y / 1300) + 650 * Math.exp(-(((y + 350) / 420) ** 2))
}

/** The northing of the river's middle at an easting; it ends in the bay of the port. */
export function riverAt(x: number): number {
  return -350 + 190 * Math.sin(x / 900)
}

/** Half of the river's width in metres. */
export const riverHalf = 45

/** Whether the town is built here: on land, off the water, within its bounds. */
export function isBuilt({ x, y }: Spot): boolean {
  if (x < shoreAt(y) + 60 || Math.abs(y - riverAt(x)) < riverHalf + 25) return false
  return (x / 3700) ** 2 + (y / 3150) ** 2 < 1
}

/** Metres above the sea: a plain that rises eastward, three hills, and the valley of the river. */
export function heightAt({ x, y }: Spot): number {
  const plain = 3 + Math.max(0, x - shoreAt(y)) * 0.007
  const valley = -0.35 * (plain - 3) * Math.exp(-(((y - riverAt(x)) / 500) ** 2))
  return plain + valley + hills.reduce((sum, hill) => sum + rise(hill, x, y), 0)
}

/** The tops on which the tanks stand. */
export const hills = [
  { name: 'Haut-Phare', x: -700, y: 1900, height: 52, width: 1350 },
  { name: 'Bois-Clair', x: 1500, y: 1350, height: 58, width: 1500 },
  { name: 'Grand-Vent', x: 450, y: -1800, height: 60, width: 1500 },
  { name: 'La Vigie', x: 2500, y: -900, height: 44, width: 1300 },
] as const

function rise(hill: (typeof hills)[number], x: number, y: number): number {
  return hill.height * Math.exp(-((x - hill.x) ** 2 + (y - hill.y) ** 2) / hill.width ** 2)
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
