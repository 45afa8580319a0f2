import { around, type City, type Dependency, type Party, questions, shown, termsOf } from '@tocsin/city'
import type { z } from 'zod'
import { nameOf } from './name-of.ts'
import type { PartyView, suppliesShape } from './supply-shapes.ts'
import type { Sight } from './visible.ts'

/** Dependencies, suppliers of one, and open questions that are named. */
const most = { groups: 100, suppliers: 50, questions: 9 } as const

/** What something of the city needs and serves, with the terms of each supply. */
export function suppliesOf(city: City, party: Party, sight: Sight): z.infer<typeof suppliesShape> {
  const { needs, serves, beyond } = around(city, party)
  const records = (ids: typeof needs) => ids.slice(0, most.groups).flatMap((id) => city.dependencies.get(id) ?? [])
  const shownServes = records(serves).flatMap((one, index) => {
    const dependent = shown(one.said.dependent, city.time)?.value
    return dependent === undefined
      ? []
      : [{ ...terms(city, one, sight, index), dependent: partyView(city, sight, dependent) }]
  })
  const shownBeyond = beyond.map(({ party: one, steps }) => ({ ...partyView(city, sight, one), steps }))
  const carried = new Set<string | null>(
    [...shownServes.map(({ dependent }) => dependent), ...shownBeyond].flatMap(({ kind, id }) =>
      kind === 'service' ? [id] : [],
    ),
  )
  return {
    needs: records(needs).map((one, index) => ({
      ...terms(city, one, sight, index),
      suppliers: termsOf(city, one)
        .suppliers.slice(0, most.suppliers)
        .map((supplier) => partyView(city, sight, supplier)),
    })),
    serves: shownServes,
    beyond: shownBeyond,
    questions: (carried.size === 0 ? [] : questions(city))
      .filter(({ service }) => carried.has(service))
      .slice(0, most.questions)
      .map(({ service, about, words }) => ({ service, about, words })),
  }
}

function terms(city: City, one: Dependency, sight: Sight, index: number) {
  const { suppliers, needed, buffer, fallback, assumed } = termsOf(city, one)
  // Its id may name what somebody does not see.
  return {
    id: sight.everything ? one.id : String(index),
    of: suppliers.length,
    needed,
    buffer,
    byHand: fallback.kind === 'manual',
    assumed: [...assumed],
  }
}

function partyView(city: City, sight: Sight, party: Party): PartyView {
  if (party.kind === 'asset') {
    const asset = city.assets.get(party.id)
    return asset === undefined || !sight.asset(asset)
      ? { kind: 'asset', id: null, name: null }
      : { kind: 'asset', id: party.id, name: nameOf(city, party.id) }
  }
  const service = city.services.get(party.id)
  return service === undefined || !sight.service(service)
    ? { kind: 'service', id: null, name: null }
    : { kind: 'service', id: party.id, name: shown(service.said.name, city.time)?.value ?? party.id }
}
