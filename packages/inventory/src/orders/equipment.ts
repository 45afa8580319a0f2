import type { Host, RouteRequest } from '@tocsin/capability'
import { type Asset, type City, members, observableOfIdentifier, questions, shown } from '@tocsin/city'
import { type Incident, severities } from '@tocsin/event'
import type { z } from 'zod'
import { assetView } from '../api/asset-view.ts'
import { sightOf } from '../api/visible.ts'
import { discrepanciesOf, lastHeard } from '../learn/learnt.repository.ts'
import { identifierIndex } from '../recognise/identifier-index.ts'
import { assetsOf } from './order.ts'
import type { equipmentShape, orderShape } from './shapes.ts'

type Equipment = z.infer<typeof equipmentShape>

/** Things in one answer: what fits a phone, the others are found by the search of the inventory. */
const most = 300
/** Names that are asked for incidents at once. */
const mostAsked = 500

/** The home of a field engineer: their things, what is open first, then what work is on, then the rest by name. */
export async function equipmentOf(
  city: City,
  request: RouteRequest<unknown>,
  host: Host,
  orders: readonly z.infer<typeof orderShape>[],
): Promise<Equipment> {
  const sight = sightOf(city, request)
  const own = [...city.assets.values()].filter(sight.asset)
  const byAsset = await openIncidents(city, own, request, host)
  const misfits = new Map<string, number>()
  for (const { asset } of await discrepanciesOf(host.state, request.scope, { kind: undefined, limit: 1000 })) {
    misfits.set(asset, (misfits.get(asset) ?? 0) + 1)
  }
  const working = new Map<string, string[]>()
  for (const order of orders) {
    for (const id of assetsOf(city, { where: order.where, circle: null })) {
      working.set(id, [...(working.get(id) ?? []), order.id])
    }
  }
  const rank = ({ id }: Asset) =>
    ((byAsset.get(id) ?? []).length > 0 ? 4 : 0) + (working.has(id) ? 2 : 0) + (misfits.has(id) ? 1 : 0)
  const named = own.map((asset) => ({ asset, name: shown(asset.said.name, city.time)?.value ?? asset.id }))
  named.sort((a, b) => rank(b.asset) - rank(a.asset) || a.name.localeCompare(b.name, 'fr', { numeric: true }))
  const page = named.slice(0, most).map(({ asset }) => asset)
  const heard = await lastHeard(
    host.state,
    request.scope,
    page.map(({ id }) => id),
  )
  return {
    count: own.length,
    equipment: page.map((asset) => {
      const { id, name, kind, zoneName, product, address, criticality } = assetView(city, asset)
      return {
        ...{ id, name, kind, zoneName, product, address, criticality },
        firmware: shown(asset.said.firmware, city.time)?.value ?? null,
        heard: heard.get(id) ?? null,
        incidents: (byAsset.get(id) ?? []).map((one) => ({ id: one.id, severity: one.severity, story: one.story })),
        misfits: misfits.get(id) ?? 0,
        orders: working.get(id) ?? [],
      }
    }),
    orders: [...orders],
    questions: questions(city).filter(({ service }) => {
      const record = city.services.get(service)
      return record !== undefined && sight.service(record)
    }).length,
  }
}

async function openIncidents(
  city: City,
  own: readonly Asset[],
  request: RouteRequest<unknown>,
  host: Host,
): Promise<ReadonlyMap<string, readonly Incident[]>> {
  const index = identifierIndex(city)
  const observables = own.flatMap(({ said }) =>
    members(said.identifiers, city.time).flatMap(({ value }) => observableOfIdentifier(value) ?? []),
  )
  const found = new Map<string, Incident[]>()
  for (let from = 0; from < observables.length && from < mostAsked * 20; from += mostAsked) {
    const answer = await host.ask('incidentsAbout', observables.slice(from, from + mostAsked), request.scope)
    for (const incident of answer.kind === 'answer' ? answer.value : []) {
      if (incident.about === undefined) continue
      for (const id of index.assetsOf(incident.about)) found.set(id, [...(found.get(id) ?? []), incident])
    }
  }
  const worse = (a: Incident, b: Incident) => severities.indexOf(b.severity) - severities.indexOf(a.severity)
  return new Map([...found].map(([id, list]) => [id, list.sort(worse).slice(0, 5)]))
}
