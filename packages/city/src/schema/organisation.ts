import { type Entry, many, one } from '../model/attribute.ts'
import { day, hours, object, oneOf, text } from '../model/codec.ts'
import { type OrganisationId, toAsset, toOrganisation, toZone } from './ids.ts'

export const organisationSchema = {
  name: one(text(200)),
  kind: one(oneOf(['department', 'supplier', 'neighbour', 'authority', 'other'])),
  /** The organisation it is a part of. */
  parent: one(toOrganisation),
  contacts: many(
    object({ role: text(100) }, { name: text(200), mail: text(254), phone: text(40), reachable: text(200) }),
  ),
  contracts: many(object({ number: text(100) }, { subject: text(500), from: day, until: day, respondsWithin: hours })),
  /** Zones that its people can get into from outside. */
  reachesZones: many(toZone),
  /** Assets that its people can get into from outside. */
  reachesAssets: many(toAsset),
  /** How they get in: a VPN, a modem, a cloud of the vendor. */
  reachesBy: one(text(500)),
}

/** A department, a supplier, a neighbour (another city, an operator), an authority. */
export type Organisation = Entry<OrganisationId, typeof organisationSchema>
