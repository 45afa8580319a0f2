/** Metres between two places on a sphere, longitude first (haversine); a city is small against the error of the sphere, 0.5 %. */
export function distance([aLong, aLat]: readonly [number, number], [bLong, bLat]: readonly [number, number]): number {
  const radians = Math.PI / 180
  const half = (from: number, to: number) => Math.sin(((to - from) * radians) / 2) ** 2
  const chord = half(aLat, bLat) + Math.cos(aLat * radians) * Math.cos(bLat * radians) * half(aLong, bLong)
  return 2 * 6_371_000 * Math.asin(Math.sqrt(chord))
}
