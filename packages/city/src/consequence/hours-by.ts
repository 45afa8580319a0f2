/** Hours by small whole numbers: what a Map does, in flat arrays. */
export interface HoursBy {
  /** By key; NaN where none is set: what loops over all of a city read. */
  readonly hours: Float64Array
  get(key: number): number | undefined
  /** In the order in which they were first set; until the next change. */
  keys(): Int32Array
}

export interface HoursToFill extends HoursBy {
  set(key: number, hour: number): void
  /** Empties it, at a cost of what is in it rather than of what could be. */
  clear(): void
}

/** @param count keys run from 0 to below it */
export function hoursBy(count: number): HoursToFill {
  const hours = new Float64Array(count).fill(Number.NaN)
  const keys = new Int32Array(count)
  let size = 0
  return {
    hours,
    get: (key) => {
      const hour = hours[key]
      return hour === undefined || Number.isNaN(hour) ? undefined : hour
    },
    keys: () => keys.subarray(0, size),
    clear: () => {
      for (let at = 0; at < size; at++) hours[keys[at] ?? 0] = Number.NaN
      size = 0
    },
    set: (key, hour) => {
      if (Number.isNaN(hours[key])) keys[size++] = key
      hours[key] = hour
    },
  }
}
