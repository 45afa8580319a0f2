import { hash32 } from '@tocsin/kit'

/** Share of its busiest hour that the town moves at, by hour of the day, on working days and on others. */
const workday = [
  0.12, 0.08, 0.06, 0.06, 0.1, 0.25, 0.5, 0.85, 1, 0.8, 0.7, 0.75, 0.85, 0.8, 0.75, 0.8, 0.9, 1, 0.95, 0.75, 0.55, 0.4,
  0.3, 0.2,
]
const restday = [
  0.25, 0.2, 0.15, 0.1, 0.08, 0.1, 0.15, 0.25, 0.4, 0.55, 0.7, 0.75, 0.75, 0.7, 0.7, 0.7, 0.7, 0.65, 0.6, 0.55, 0.5,
  0.45, 0.4, 0.3,
]

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** The town keeps its clocks one hour ahead of UTC, all year. */
const zone = hour

/** How busy the town is, 0 to 1, between the hours as between two marks. */
export function busyAt(time: number): number {
  const local = time + zone
  const hours = isWorkday(time) ? workday : restday
  const at = (local % day) / hour
  const [from, to] = [hours[Math.floor(at)] ?? 0, hours[(Math.floor(at) + 1) % 24] ?? 0]
  return from + (to - from) * (at % 1)
}

/** Monday to Friday. */
export function isWorkday(time: number): boolean {
  const weekday = new Date(time + zone).getUTCDay()
  return weekday >= 1 && weekday <= 5
}

/** Midnight of the town's day in which a moment lies. */
export function dayOf(time: number): number {
  return Math.floor((time + zone) / day) * day - zone
}

export interface Weather {
  /** Degrees Celsius. */
  readonly temperature: number
  /** Millimetres an hour. */
  readonly rain: number
}

/** The weather of a moment: seasons, nights, and fronts that pass in a day or two. */
export function weatherAt(time: number, seed: number): Weather {
  const season = Math.cos(((time / day - 200) / 365.25) * 2 * Math.PI)
  const daily = Math.cos((((time + zone) % day) / day - 0.62) * 2 * Math.PI)
  const front = between(time / (36 * hour), seed)
  const wet = between(time / (5 * hour), seed + 1)
  return {
    temperature: 12.5 + 7 * season + 3.5 * daily + 5 * (front - 0.5),
    rain: Math.max(0, front - 0.55) * Math.max(0, wet - 0.35) * 28,
  }
}

/** Whether street lamps burn: sunset and sunrise move with the season. */
export function isDark(time: number): boolean {
  const season = Math.cos(((time / day - 172) / 365.25) * 2 * Math.PI)
  const at = ((time + zone) % day) / hour
  const half = 6 + 2 * season
  return Math.abs(at - 13) > half
}

/** A number from 0 to 1 that changes smoothly. */
export function between(at: number, seed: number): number {
  const floor = Math.floor(at)
  const share = at - floor
  const smooth = share * share * (3 - 2 * share)
  return drawn(floor, seed) * (1 - smooth) + drawn(floor + 1, seed) * smooth
}

/** A number from 0 to 1 that depends on what is named alone. */
export function drawn(at: number | string, seed: number): number {
  return hash32(`${seed}/${at}`) / 0x1_0000_0000
}
