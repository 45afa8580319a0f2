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
    const nodes = nodesOf(one)
    if (nodes === undefined) absent.set(`${one.kind}:${one.id}`, { kind: one.kind, id: one.id } as Lost)
    else if (nodes.length === 0 && one.kind === 'zone') bare.add(one.id)
    for (const node of nodes ?? []) {
      const before = hours.get(node)
      if (before === undefined || after < before) hours.set(node, after)
    }
  }
  const unknown: UnknownHarm[] = [...absent].sort(byKey).map(([, one]) => ({ kind: 'not-in-the-city', lost: one }))
  for (const zone of [...bare].sort()) unknown.push({ kind: 'content-of-zone', zone })
  const carriers = carriersUnknown(of, hours)
  if (carriers.length > 0) {
    unknown.push({ kind: 'carried-by-assets', assets: carriers.slice(0, mostNamed), count: carriers.length })
  }
  return { hours, unknown }

  function nodesOf(one: Lost): readonly number[] | undefined {
    if (one.kind === 'zone') return of.zones.get(one.id) ?? (city.zones.has(one.id) ? [] : undefined)
    const node = one.kind === 'asset' ? of.assetNodes.get(one.id) : of.serviceNodes.get(one.id)
    return node === undefined ? undefined : [node]
  }
}

/** Lost assets that supply nothing as far as is known, and are not declared to stand alone. */
function carriersUnknown(of: Compiled, hours: HoursBy): AssetId[] {
  const unknown: string[] = []
  for (const node of hours.keys()) {
    const id = of.assets[node]
    const supplies = (of.supplies.offset[node] ?? 0) < (of.supplies.offset[node + 1] ?? 0)
    if (id !== undefined && !supplies && of.standalone[node] !== 1) unknown.push(id)
  }
  return unknown.sort() as AssetId[]
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
