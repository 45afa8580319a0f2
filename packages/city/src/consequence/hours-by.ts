/** Hours by small whole numbers: what a Map does, in one flat array. */
export interface HoursBy {
  get(key: number): number | undefined
  /** In the order in which they were first set. */
  keys(): readonly number[]
}

export interface HoursToFill extends HoursBy {
  set(key: number, hour: number): void
  /** Empties it, at a cost of what is in it rather than of what could be. */
  clear(): void
}

/** @param count keys run from 0 to below it */
export function hoursBy(count: number): HoursToFill {
  const hours = new Float64Array(count).fill(Number.NaN)
  const keys: number[] = []
  return {
    get: (key) => {
      const hour = hours[key]
      return hour === undefined || Number.isNaN(hour) ? undefined : hour
    },
    keys: () => keys,
    clear: () => {
      for (const key of keys) hours[key] = Number.NaN
      keys.length = 0
    },
    set: (key, hour) => {
      if (Number.isNaN(hours[key])) keys.push(key)
      hours[key] = hour
    },
  }
}
