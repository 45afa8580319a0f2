import type { AssetId, ZoneId } from '@tocsin/kit'
import type { City } from '../city.ts'
import type { Lost, UnknownHarm } from './answer.ts'
import type { Compiled } from './compiled.ts'
import type { HoursBy } from './hours-by.ts'

export interface Seeds {
  /** node -> hour of its loss, the earliest where it is named twice */
  readonly hours: HoursBy
  readonly unknown: readonly UnknownHarm[]
}

const mostNamed = 100

/** The nodes that are lost to begin with, and what nobody knows of them. Nothing that is lost at or after the horizon counts. */
export function seedsOf(city: City, of: Compiled, lost: readonly Lost[], horizon: number): Seeds {
  const hours = of.scratch.seeds
  hours.clear()
  const absent = new Map<string, Lost>()
  const bare = new Set<ZoneId>()
  for (const one of lost) {
    const after = one.after !== undefined && one.after > 0 ? one.after : 0
    if (after >= horizon) continue
    if (one.kind === 'zone') {
      const nodes = of.zones.get(one.id)
      if (nodes !== undefined) for (const node of nodes) lose(node, after)
      else if (city.zones.has(one.id)) bare.add(one.id)
      else absent.set(`zone:${one.id}`, { kind: 'zone', id: one.id })
      continue
    }
    const node = one.kind === 'asset' ? of.assetNodes.get(one.id) : of.serviceNodes.get(one.id)
    if (node !== undefined) lose(node, after)
    else absent.set(`${one.kind}:${one.id}`, { kind: one.kind, id: one.id } as Lost)
  }
  const unknown: UnknownHarm[] = [...absent].sort(byKey).map(([, one]) => ({ kind: 'not-in-the-city', lost: one }))
  for (const zone of [...bare].sort()) unknown.push({ kind: 'content-of-zone', zone })
  const carriers = carriersUnknown(of, hours)
  if (carriers.length > 0) {
    unknown.push({ kind: 'carried-by-assets', assets: carriers.slice(0, mostNamed), count: carriers.length })
  }
  return { hours, unknown }

  function lose(node: number, after: number): void {
    const before = hours.hours[node] ?? Number.NaN
    if (Number.isNaN(before) || after < before) hours.set(node, after)
  }
}

/** Lost assets that supply nothing as far as is known, and are not declared to stand alone. */
function carriersUnknown(of: Compiled, hours: HoursBy): AssetId[] {
  const unknown: string[] = []
  for (const node of hours.keys()) {
    if ((of.supplies.offset[node] ?? 0) < (of.supplies.offset[node + 1] ?? 0) || of.standalone[node] === 1) continue
    const id = of.assets[node]
    if (id !== undefined) unknown.push(id)
  }
  return unknown.sort() as AssetId[]
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
