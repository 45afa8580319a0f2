import {
  type Asset,
  type City,
  consequence,
  members,
  type Organisation,
  type Statement,
  schemas,
  shown,
  standing,
  type Zone,
} from '@tocsin/city'
import type { AssetId, ServiceId } from '@tocsin/kit'
import type { z } from 'zod'
import { nameOf } from './name-of.ts'
import type { assetDetailShape, assetShape, stakesShape } from './shapes.ts'
import type { Sight } from './visible.ts'

/** Hours over which the harm of a loss is counted. */
const horizon = 24

/** Services that are named in an answer. */
const mostServices = 50

/** An asset as lists show it. */
export function assetView(city: City, { id, said }: Asset): z.infer<typeof assetShape> {
  const value = <Value>(statements: readonly Statement<Value>[] | undefined) =>
    shown(statements, city.time)?.value ?? null
  const product = [value(said.vendor), value(said.model), value(said.firmware)]
    .filter((part) => part !== null)
    .join(' ')
  const conflicts = Object.entries(said).flatMap(([name, statements]) =>
    isMany(name) || (shown<unknown>(statements, city.time)?.conflicts.length ?? 0) === 0 ? [] : [name],
  )
  return {
    id,
    name: nameOf(city, id),
    kind: value(said.kind),
    zone: value(said.zone),
    zoneName: nameIn(city, 'zones', value(said.zone)),
    owner: value(said.owner),
    ownerName: nameIn(city, 'organisations', value(said.owner)),
    address: value(said.address),
    place: value(said.place),
    criticality: value(said.criticality),
    product: product === '' ? null : product,
    identifiers: members(said.identifiers, city.time).map(({ value: identifier }) => ({ ...identifier })),
    conflicts,
  }
}

/** Each attribute of an asset that is known, in the order of the schema. */
export function attributesOf(city: City, { said }: Asset): z.infer<typeof assetDetailShape>['attributes'] {
  return Object.keys(schemas.assets).flatMap((name) => {
    // Thousands, which have a list of their own.
    if (name === 'software' || name === 'softwareBeyond') return []
    const statements = (said as Readonly<Record<string, readonly Statement<unknown>[] | undefined>>)[name]
    if (isMany(name)) {
      const all = members(statements, city.time)
      return all.length === 0 ? [] : [{ name, shown: all.map(plain), against: [] }]
    }
    const best = shown(statements, city.time)
    return best === undefined ? [] : [{ name, shown: [plain(best)], against: best.conflicts.map(plain) }]
  })
}

/** Whom it hurts when these are lost; what somebody may not see is not named, and counts. */
export function stakesOf(city: City, assets: readonly AssetId[], sight: Sight): z.infer<typeof stakesShape> {
  const lost = assets.map((id) => ({ kind: 'asset' as const, id }))
  const { services, people, assumedShare, unknown } = consequence(city, lost, horizon)
  const seen = sightedNames(city, sight)
  const carriers = unknown.flatMap((one) => (one.kind === 'carried-by-assets' ? [one] : []))
  return {
    services: services
      .filter(({ service }) => {
        const record = city.services.get(service)
        return record !== undefined && sight.service(record)
      })
      .slice(0, mostServices)
      .map(({ service, downAfter, people: harmed, basis }) => ({
        service,
        name: shown(city.services.get(service)?.said.name, city.time)?.value ?? service,
        downAfter: downAfter ?? null,
        people: harmed,
        basis,
      })),
    people,
    assumedShare,
    stands: standing(city, lost, horizon)
      .flatMap(({ dependent: { kind, id }, of, needed, left }) => {
        const name = kind === 'service' ? seen.service(id) : seen.asset(id)
        return name === undefined ? [] : [{ kind, id, name, of, needed, left }]
      })
      .slice(0, mostServices),
    carriers: {
      count: carriers.reduce((sum, { count }) => sum + count, 0),
      names: carriers.flatMap(({ assets: some }) => some.flatMap((id) => seen.asset(id) ?? [])).slice(0, 5),
    },
  }
}

/** What things are called, of those that somebody sees. */
function sightedNames(city: City, sight: Sight) {
  return {
    asset: (id: AssetId): string | undefined => {
      const asset = city.assets.get(id)
      return asset === undefined || !sight.asset(asset) ? undefined : nameOf(city, id)
    },
    service: (id: ServiceId): string | undefined => {
      const service = city.services.get(id)
      return service === undefined || !sight.service(service)
        ? undefined
        : (shown(service.said.name, city.time)?.value ?? id)
    },
  }
}

function nameIn(city: City, section: 'zones' | 'organisations', id: string | null): string | null {
  if (id === null) return null
  const table: ReadonlyMap<string, Zone | Organisation> = city[section]
  return shown(table.get(id)?.said.name, city.time)?.value ?? id
}

function isMany(name: string): boolean {
  return Object.hasOwn(schemas.assets, name) && schemas.assets[name as keyof typeof schemas.assets].count === 'many'
}

function plain({ value, source, time, confidence, until }: Statement<unknown>) {
  return { value, source, time, confidence, ...(until === undefined ? {} : { until }) }
}
