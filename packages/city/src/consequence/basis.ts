import type { Cascade } from './cascade.ts'
import type { Compiled } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'
import type { ServiceLoss } from './service-loss.ts'

/**
 * The nodes whose loss rests on an assumption: a decisive group of theirs has an assumed term, or one of the suppliers that it lost
 * by then rests on one itself. It depends only on the times of the cascade, not on the order in which it was found.
 */
export function assumedNodes(
  of: Compiled,
  { down, lost }: Cascade,
  seeds: HoursBy,
  losses: readonly ServiceLoss[],
): ReadonlySet<number> {
  const decisive = new Set<number>()
  for (const loss of losses) for (const group of loss.decisive) decisive.add(group)
  for (const group of lost.keys()) {
    const node = of.dependent[group] ?? 0
    if (node >= of.assets.length) continue
    const fell = down.get(node)
    if (fell !== undefined && fell !== seeds.get(node) && fell === (lost.hours[group] ?? 0) + (of.falls[group] ?? 0))
      decisive.add(group)
  }
  const assumed = new Set<number>()
  const queue: number[] = []
  const mark = (group: number) => {
    const node = of.dependent[group] ?? 0
    if (assumed.has(node)) return
    assumed.add(node)
    queue.push(node)
  }
  for (const group of decisive) if (of.assumed[group] === 1) mark(group)
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const fell = down.get(node)
    const end = of.supplies.offset[node + 1] ?? 0
    for (let i = of.supplies.offset[node] ?? 0; i < end; i++) {
      const group = of.supplies.to[i] ?? 0
      if (fell !== undefined && decisive.has(group) && fell <= (lost.get(group) ?? -1)) mark(group)
    }
  }
  return assumed
}
