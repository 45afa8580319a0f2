import type { AssetId, ServiceId } from '@tocsin/kit'
import type { City, Records } from './city.ts'
import { defaultTerms } from './consequence/terms.ts'
import { assetKindDefaults } from './kinds/asset-kind.ts'
import { type ServiceKind, serviceKindDefaults } from './kinds/service-kind.ts'
import { merge } from './merge.ts'
import { type By, members, shown } from './model/statement.ts'
import type { Asset } from './schema/asset.ts'
import type { Dependency, Party } from './schema/dependency.ts'
import type { DependencyId } from './schema/ids.ts'
import type { Service } from './schema/service.ts'

/**
 * What is supposed of a city of which only a list of things is known, as records to merge: services that its kinds of assets usually
 * carry, the supplies between them, and terms that nobody stated. Every statement is `assumed`, so any other one goes before it.
 *
 * @param time when it is supposed, milliseconds since the epoch
 */
export function coldStart(city: City, time: number): Records {
  const by: By = { source, time, confidence: 'assumed' }
  const services = servicesByKind(city)
  const added = new Map<ServiceId, Service>()
  const dependencies: Dependency[] = []
  const suppliedKinds = suppliesOfServices(city)
  const carriers = unusedCarriers(city)
  for (const [kind] of carriers) if (!services.has(kind)) newService(kind)
  const grown = merge(city, { services: [...added.values()] })

  for (const [kind, assets] of carriers) {
    const id = services.get(kind)
    if (id === undefined) continue
    dependencies.push(
      supply(
        `assumed-${kind}-assets`,
        id,
        assets.map((asset) => ({ kind: 'asset', id: asset })),
      ),
    )
  }
  for (const [kind, id] of [...services].sort()) {
    for (const need of serviceKindDefaults(kind).needs as readonly ServiceKind[]) {
      const supplier = services.get(need)
      if (supplier === undefined || suppliedKinds.get(id)?.has(need)) continue
      dependencies.push(supply(`assumed-${kind}-${need}`, id, [{ kind: 'service', id: supplier }]))
    }
  }
  const assets = [...city.assets.values()].flatMap((asset) => failSafeOf(city, asset, by))
  return { services: [...added.values()], dependencies, assets }

  function newService(kind: ServiceKind): void {
    const id = `assumed-${kind}` as ServiceId
    const { words, maximumOutage } = serviceKindDefaults(kind)
    const said = {
      name: [{ value: words.en, ...by }],
      kind: [{ value: kind, ...by }],
      maximumOutage: [{ value: maximumOutage, ...by }],
    }
    services.set(kind, id)
    added.set(id, { id, said })
  }

  function supply(id: string, service: ServiceId, suppliers: readonly Party[]): Dependency {
    const { needed, buffer, fallback } = defaultTerms(grown, suppliers)
    const dependent: Party = { kind: 'service', id: service }
    return {
      id: id as DependencyId,
      said: {
        dependent: [{ value: dependent, ...by }],
        suppliers: suppliers.map((value) => ({ value, ...by })),
        needed: [{ value: needed, ...by }],
        buffer: [{ value: buffer, ...by }],
        fallback: [{ value: fallback, ...by }],
      },
    }
  }
}

const source = 'kinds'

/** Assets that no stated dependency names, by the kind of service that their kind usually carries, in order. */
function unusedCarriers(city: City): [ServiceKind, AssetId[]][] {
  const used = new Set<string>()
  for (const { said } of city.dependencies.values()) {
    for (const { value, source: by } of members(said.suppliers, city.time)) {
      // What was supposed before is supposed again, over all such assets that there are now
      if (value.kind === 'asset' && by !== source) used.add(value.id)
    }
  }
  const carriers = new Map<ServiceKind, AssetId[]>()
  for (const { id, said } of city.assets.values()) {
    const kind = shown(said.kind, city.time)?.value
    const serves = kind === undefined ? undefined : assetKindDefaults(kind).serves
    if (serves === undefined || used.has(id) || shown(said.standalone, city.time)?.value === true) continue
    const list = carriers.get(serves)
    if (list === undefined) carriers.set(serves, [id])
    else list.push(id)
  }
  for (const list of carriers.values()) list.sort()
  return [...carriers].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The first service of each kind by id. */
function servicesByKind(city: City): Map<ServiceKind, ServiceId> {
  const services = new Map<ServiceKind, ServiceId>()
  for (const id of [...city.services.keys()].sort()) {
    const kind = shown(city.services.get(id)?.said.kind, city.time)?.value
    if (kind !== undefined && !services.has(kind)) services.set(kind, id)
  }
  return services
}

/** service -> kinds of the services that supply it already */
function suppliesOfServices(city: City): Map<string, Set<ServiceKind>> {
  const kinds = new Map<string, Set<ServiceKind>>()
  for (const { said } of city.dependencies.values()) {
    const dependent = shown(said.dependent, city.time)?.value
    if (dependent?.kind !== 'service') continue
    const set = kinds.get(dependent.id) ?? new Set()
    for (const { value } of members(said.suppliers, city.time)) {
      const kind =
        value.kind === 'service' ? shown(city.services.get(value.id)?.said.kind, city.time)?.value : undefined
      if (kind !== undefined) set.add(kind)
    }
    kinds.set(dependent.id, set)
  }
  return kinds
}

function failSafeOf(city: City, { id, said }: Asset, by: By): Asset[] {
  const kind = shown(said.kind, city.time)?.value
  if (kind === undefined || said.failSafe !== undefined) return []
  return [{ id, said: { failSafe: [{ value: assetKindDefaults(kind).failSafe, ...by }] } }]
}
