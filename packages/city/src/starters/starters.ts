import type { ServiceId, Words } from '@tocsin/kit'
import type { City, Records } from '../city.ts'
import type { ServiceKind } from '../kinds/service-kind.ts'
import { type By, shown } from '../model/statement.ts'
import type { OrganisationId } from '../schema/ids.ts'
import type { Organisation } from '../schema/organisation.ts'
import type { Service } from '../schema/service.ts'
import { starterServices, starterSuppliers } from './registers.ts'

/** An entry of a register to tick, and whether the city has it already. */
export interface Starter {
  readonly id: string
  readonly register: 'services' | 'suppliers'
  readonly words: Words
  /** What the city calls it, where somebody said that it has it. */
  readonly known?: string
  /** What it is called where it is only supposed, since things of a list commonly serve it: to be confirmed. */
  readonly supposed?: string
}

/** What is ticked, by id, and what it is called where that is known. */
export interface Ticked {
  readonly id: string
  readonly name?: string
}

/** The registers of a city that begins: services that towns carry, and trades that reach into them. */
export function starters(city: City): readonly Starter[] {
  const services = starterServices.map(({ id, kind, words }): Starter => {
    return { id, register: 'services', words, ...had(city.services.get(serviceOf(city, id, kind)), city.time) }
  })
  const suppliers = starterSuppliers.map(({ id, words }): Starter => {
    return { id, register: 'suppliers', words, ...had(city.organisations.get(supplierOf(id)), city.time) }
  })
  return [...services, ...suppliers]
}

/**
 * What was ticked, as records to merge. A service that was only supposed is confirmed where it stands, so that what was
 * supposed to carry it still does. What no register has is left out.
 *
 * @param language of the names that nobody gave
 */
export function startedWith(city: City, ticked: readonly Ticked[], language: 'en' | 'fr', by: By): Records {
  const names = new Map(ticked.map(({ id, name }) => [id, name]))
  const services: Service[] = []
  const organisations: Organisation[] = []
  for (const { id, kind, words } of starterServices) {
    if (!names.has(id)) continue
    const name = [{ value: names.get(id) ?? words[language], ...by }]
    services.push({ id: serviceOf(city, id, kind), said: { name, kind: [{ value: kind, ...by }] } })
  }
  for (const { id, words } of starterSuppliers) {
    if (!names.has(id)) continue
    const name = [{ value: names.get(id) ?? words[language], ...by }]
    organisations.push({ id: supplierOf(id), said: { name, kind: [{ value: 'supplier', ...by }] } })
  }
  return { services, organisations }
}

/** The record of a starter: the first service of its kind where the starter stands for the whole kind, else one of its own. */
function serviceOf(city: City, id: string, kind: ServiceKind): ServiceId {
  if (id === kind) {
    for (const known of [...city.services.keys()].sort()) {
      if (shown(city.services.get(known)?.said.kind, city.time)?.value === kind && !isOther(known, id)) return known
    }
  }
  return `starter-${id}` as ServiceId
}

/** Whether a service was made by another starter of the same kind. */
function isOther(known: string, id: string): boolean {
  return known.startsWith('starter-') && known !== `starter-${id}`
}

function supplierOf(id: string): OrganisationId {
  return `supplier-${id}` as OrganisationId
}

/** What the city calls it, by whether somebody said that it is there. */
function had(of: Service | Organisation | undefined, time: number): Pick<Starter, 'known' | 'supposed'> {
  const kind = of === undefined ? undefined : shown<string>(of.said.kind, time)
  if (of === undefined || kind === undefined) return {}
  const name = shown(of.said.name, time)?.value ?? of.id
  return kind.confidence === 'assumed' ? { supposed: name } : { known: name }
}
