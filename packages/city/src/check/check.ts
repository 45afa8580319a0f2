import type { City } from '../city.ts'
import { dependencyProblems } from './dependencies.ts'
import { identifiersClaimedTwice } from './identifiers.ts'
import { overlappingNetworks } from './networks.ts'
import type { Problem } from './problem.ts'
import { danglingReferences } from './references.ts'
import { zoneProblems } from './zones.ts'

export interface Checked {
  /** Errors first; at most `most`. */
  readonly problems: readonly Problem[]
  /** How many there are in all. */
  readonly count: number
}

/** What cannot be as it is said. Never throws; a city with problems still answers every question. */
export function check(city: City, most = 1000): Checked {
  const errors: Problem[] = []
  const warnings: Problem[] = []
  let count = 0
  for (const find of [
    danglingReferences,
    dependencyProblems,
    overlappingNetworks,
    identifiersClaimedTwice,
    zoneProblems,
  ]) {
    for (const problem of find(city)) {
      count++
      const list = problem.severity === 'error' ? errors : warnings
      if (list.length < most) list.push(problem)
    }
  }
  return { problems: [...errors, ...warnings].slice(0, most), count }
}
