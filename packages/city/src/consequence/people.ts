import { type Amount, amountOf } from './amount.ts'
import type { UnknownHarm } from './answer.ts'
import type { Compiled } from './compiled.ts'
import type { ServiceLoss } from './service-loss.ts'

export interface PeopleHarm {
  readonly people: Amount
  readonly personHours: Amount
  readonly assumedShare: number
  readonly unknown: readonly UnknownHarm[]
  /** cell -> the hour of its first loss, for cells with sensitive sites, in the order of cells */
  readonly cells: ReadonlyMap<number, number>
}

/**
 * The people who lose services. In cells each person counts once, with the longest loss among the services of the cell (max, not sum).
 * Rough counts of services that no cell names may be of the same people as others: the smallest and the largest union are given.
 */
export function peopleHarm(
  of: Compiled,
  losses: readonly ServiceLoss[],
  isAssumed: (loss: ServiceLoss) => boolean,
): PeopleHarm {
  const unknown: UnknownHarm[] = []
  const touched = of.scratch.cells
  touched.clear()
  const people = union()
  const hours = union()
  let assumedHours = 0
  for (const loss of losses) {
    const end = of.cellsOf.offset[loss.service + 1] ?? 0
    const start = of.cellsOf.offset[loss.service] ?? 0
    const isSupposed = isAssumed(loss)
    for (let i = start; i < end; i++) touched.add(of.cellsOf.to[i] ?? 0, loss, isSupposed)
    if (start < end) continue
    const count = of.rough.people[loss.service] ?? Number.NaN
    const service = of.services[loss.service]
    if (Number.isNaN(count)) {
      if (service !== undefined) unknown.push({ kind: 'people-of-service', service })
      continue
    }
    people.rough(count * loss.share)
    hours.rough(count * loss.lostHours)
    if (isSupposed || of.rough.assumed[loss.service] === 1) assumedHours += count * loss.lostHours
  }
  const cells = new Map<number, number>()
  for (const [cell, id] of of.cells.entries()) {
    const hoursLost = touched.hours[cell] ?? 0
    if (hoursLost === 0) continue
    if (of.sites.has(cell)) cells.set(cell, touched.after[cell] ?? 0)
    const count = of.inCells.people[cell] ?? Number.NaN
    if (Number.isNaN(count)) {
      unknown.push({ kind: 'people-of-cell', cell: id })
      continue
    }
    people.counted(count * (touched.share[cell] ?? 0))
    hours.counted(count * hoursLost)
    if (touched.assumed[cell] === 1 || of.inCells.assumed[cell] === 1) assumedHours += count * hoursLost
  }
  const isWhole = unknown.length === 0
  const all = hours.atMost()
  const byServices = losses.length === 0 ? 0 : losses.filter(isAssumed).length / losses.length
  return {
    people: amountOf(people.atLeast(), people.atMost(), isWhole),
    personHours: amountOf(hours.atLeast(), all, isWhole),
    assumedShare: all > 0 ? Math.min(1, assumedHours / all) : byServices,
    unknown,
    cells,
  }
}

/** The people of one service alone. */
export function peopleOfService(of: Compiled, loss: ServiceLoss): Amount {
  const start = of.cellsOf.offset[loss.service] ?? 0
  const end = of.cellsOf.offset[loss.service + 1] ?? 0
  if (start === end) {
    const count = (of.rough.people[loss.service] ?? Number.NaN) * loss.share
    return Number.isNaN(count) ? { kind: 'unknown' } : { kind: 'known', atLeast: count, atMost: count }
  }
  let sum = 0
  let isWhole = true
  for (let i = start; i < end; i++) {
    const count = of.inCells.people[of.cellsOf.to[i] ?? 0] ?? Number.NaN
    if (Number.isNaN(count)) isWhole = false
    else sum += count * loss.share
  }
  return amountOf(sum, sum, isWhole)
}

/** The size of a union of which the cells are apart from each other, and rough counts may be of anybody. */
function union() {
  let inCells = 0
  let roughSum = 0
  let roughMost = 0
  return {
    counted: (amount: number) => {
      inCells += amount
    },
    rough: (amount: number) => {
      roughSum += amount
      roughMost = Math.max(roughMost, amount)
    },
    atLeast: () => Math.max(inCells, roughMost),
    atMost: () => inCells + roughSum,
  }
}
