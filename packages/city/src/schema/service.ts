import type { ServiceId } from '@tocsin/kit'
import { serviceKindNames } from '../kinds/service-kind.ts'
import { type Entry, one } from '../model/attribute.ts'
import { hours, oneOf, text, whole } from '../model/codec.ts'
import { fallback } from '../model/fallback.ts'
import { toOrganisation } from './ids.ts'

export const serviceSchema = {
  name: one(text(200)),
  kind: one(oneOf(serviceKindNames)),
  owner: one(toOrganisation),
  /** Roughly how many people it serves; counts only where no population cell names the service. */
  people: one(whole(0, 100_000_000)),
  /** Hours of outage that people bear (the MTPD of ISO 22301). */
  maximumOutage: one(hours),
  /** Hours that it holds without a supply: a tank, batteries; for dependencies that state none. */
  buffer: one(hours),
  /** Who takes over by hand; for dependencies that state none. */
  fallback: one(fallback),
  note: one(text(2000)),
}

/** What the city does for people: water, crossings, emergency calls; or for itself: its network, its directory. */
export type Service = Entry<ServiceId, typeof serviceSchema>
