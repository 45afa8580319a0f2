import type { Fallback } from '../model/fallback.ts'

/**
 * What follows for a dependent once too many suppliers are lost, in hours from that moment: it holds until `buffer`, is down until
 * `handsFrom`, is served by hand at `capacity` until `handsUntil`, and is down from then on.
 */
export interface Phases {
  readonly buffer: number
  readonly handsFrom: number
  readonly handsUntil: number
  readonly capacity: number
}

export function phasesOf(buffer: number, fallback: Fallback): Phases {
  if (fallback.kind === 'none' || fallback.capacity === 0 || fallback.lasts === 0) {
    return { buffer, handsFrom: buffer, handsUntil: buffer, capacity: 0 }
  }
  // Hands that are ready before the buffer is empty wait for it
  const handsFrom = Math.max(buffer, fallback.takesOverAfter)
  return { buffer, handsFrom, handsUntil: handsFrom + fallback.lasts, capacity: fallback.capacity }
}

/** Hours from the loss of the supply until nobody is served for the first time: a gap before hands take over counts. */
export function downAfter({ buffer, handsFrom, handsUntil }: Phases): number {
  return handsFrom > buffer ? buffer : handsUntil
}

/** Hours from the loss of the supply until not everybody is served. */
export function degradedAfter({ buffer, handsFrom, handsUntil, capacity }: Phases): number {
  return handsFrom > buffer || capacity < 1 ? buffer : handsUntil
}

/** Hours of service that a person loses within `hours` of the loss of the supply, hours by hand counting by their missing share. */
export function lostHours({ buffer, handsFrom, handsUntil, capacity }: Phases, hours: number): number {
  const gap = between(hours, buffer, handsFrom)
  const byHand = between(hours, handsFrom, handsUntil)
  const after = Math.max(0, hours - handsUntil)
  return gap + (1 - capacity) * byHand + after
}

/** The largest share of people without service at one moment within `hours` of the loss of the supply. */
export function worstShare(phases: Phases, hours: number): number {
  if (hours > downAfter(phases)) return 1
  return hours > phases.buffer ? 1 - phases.capacity : 0
}

function between(hours: number, from: number, until: number): number {
  return Math.max(0, Math.min(hours, until) - from)
}
