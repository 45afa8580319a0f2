import type { Cascade } from './cascade.ts'
import type { Compiled } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'
import { degradedAfter, lostHours, worstShare } from './phases.ts'

/** What one service loses within the horizon, without its people. */
export interface ServiceLoss {
  /** Its place in `compiled.services`. */
  readonly service: number
  readonly degradedAfter: number
  readonly downAfter: number | undefined
  readonly lostHours: number
  readonly share: number
  /** Its lost groups that do harm, in order. */
  readonly groups: readonly number[]
  /** Those among them that decide when it falls or how much is lost; empty where the service itself was named as lost. */
  readonly decisive: readonly number[]
}

/** The losses of the services that are touched, in the order of `compiled.services`. */
export function serviceLosses(of: Compiled, { down, lost }: Cascade, seeds: HoursBy, horizon: number): ServiceLoss[] {
  const touched = new Set<number>()
  for (const node of seeds.keys()) if (node >= of.assets.length) touched.add(node)
  for (const group of lost.keys()) {
    const node = of.dependent[group] ?? 0
    if (node >= of.assets.length) touched.add(node)
  }
  const losses: ServiceLoss[] = []
  for (const node of Int32Array.from(touched).sort()) {
    const loss = lossOf(of, node, lost, down.get(node), seeds.get(node), horizon)
    if (loss !== undefined) losses.push(loss)
  }
  return losses
}

function lossOf(
  of: Compiled,
  node: number,
  lost: HoursBy,
  down: number | undefined,
  named: number | undefined,
  horizon: number,
): ServiceLoss | undefined {
  const groups: number[] = []
  const hoursOf: number[] = []
  let degraded = named ?? Number.POSITIVE_INFINITY
  let most = named === undefined ? 0 : horizon - named
  let share = named === undefined ? 0 : 1
  const end = of.rests.offset[node + 1] ?? 0
  for (let i = of.rests.offset[node] ?? 0; i < end; i++) {
    const group = of.rests.to[i] ?? 0
    const at = lost.hours[group] ?? Number.NaN
    const phases = of.phases[group]
    if (Number.isNaN(at) || phases === undefined) continue
    const hours = lostHours(phases, horizon - at)
    if (hours <= 0) continue
    groups.push(group)
    hoursOf.push(hours)
    degraded = Math.min(degraded, at + degradedAfter(phases))
    most = Math.max(most, hours)
    share = Math.max(share, worstShare(phases, horizon - at))
  }
  if (most <= 0) return undefined
  const decides = (group: number, at: number) =>
    hoursOf[at] === most || (down !== undefined && (lost.hours[group] ?? 0) + (of.falls[group] ?? 0) === down)
  const decisive = groups.length === 0 || (named !== undefined && named === down) ? none : groups.filter(decides)
  const service = node - of.assets.length
  return { service, degradedAfter: degraded, downAfter: down, lostHours: most, share, groups, decisive }
}

const none: readonly number[] = []
