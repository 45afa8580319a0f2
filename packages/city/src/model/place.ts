import { type Codec, glimpse, isObject, pointer, type Refusals, refuse } from './codec.ts'

/** Longitude and latitude in degrees, WGS 84, in the order of GeoJSON (RFC 7946 §3.1.1). */
export type Position = readonly [longitude: number, latitude: number]

/** Where something stands: a cabinet, a main, a quarter. An area is one ring; its last position need not repeat its first. */
export type Place =
  | { readonly kind: 'point'; readonly at: Position }
  | { readonly kind: 'line'; readonly along: readonly Position[] }
  | { readonly kind: 'area'; readonly around: readonly Position[] }

const mostPositions = 10_000

export const place: Codec<Place> = {
  expects: 'a place: {kind: point, at}, {kind: line, along} or {kind: area, around}',
  read: (value, at, refusals) => {
    const kind = isObject(value) ? value['kind'] : undefined
    if (!isObject(value) || (kind !== 'point' && kind !== 'line' && kind !== 'area')) {
      return refuse(refusals, at, `${glimpse(value)} is not a place`, `Give ${place.expects}`)
    }
    const member = kind === 'point' ? 'at' : kind === 'line' ? 'along' : 'around'
    for (const name of Object.keys(value)) {
      if (name !== 'kind' && name !== member) {
        return refuse(refusals, pointer(at, name), 'this member is unknown', `A ${kind} has kind and ${member}`)
      }
    }
    if (kind === 'point') {
      const position = readPosition(value['at'], pointer(at, 'at'), refusals)
      return position && { kind, at: position }
    }
    const positions = readPositions(value[member], pointer(at, member), kind === 'line' ? 2 : 3, refusals)
    if (positions === undefined) return undefined
    return kind === 'line' ? { kind, along: positions } : { kind, around: positions }
  },
}

/** The smallest box around a place: west, south, east, north, in degrees. */
export function bounds(where: Place): readonly [west: number, south: number, east: number, north: number] {
  const positions = where.kind === 'point' ? [where.at] : where.kind === 'line' ? where.along : where.around
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  return [west, south, east, north]
}

function readPositions(value: unknown, at: string, least: number, refusals: Refusals): Position[] | undefined {
  if (!Array.isArray(value) || value.length < least || value.length > mostPositions) {
    const expected = `a list of ${least} to ${mostPositions} positions`
    return refuse(refusals, at, `${glimpse(value)} is not ${expected}`, `Give ${expected}`)
  }
  const positions: Position[] = []
  for (const [index, one] of value.entries()) {
    const position = readPosition(one, pointer(at, index), refusals)
    if (position === undefined) return undefined
    positions.push(position)
  }
  return positions
}

function readPosition(value: unknown, at: string, refusals: Refusals): Position | undefined {
  const [longitude, latitude, ...rest]: unknown[] = Array.isArray(value) ? value : []
  const read =
    typeof longitude === 'number' &&
    typeof latitude === 'number' &&
    rest.length === 0 &&
    Math.abs(longitude) <= 180 &&
    Math.abs(latitude) <= 90
  if (read) return [longitude + 0, latitude + 0]
  const fix = 'Give [longitude, latitude] in degrees (WGS 84), the longitude first'
  return refuse(refusals, at, `${glimpse(value)} is not a position`, fix)
}
