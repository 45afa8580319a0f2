import type { ZoneId } from '@tocsin/kit'
import { type Entry, many, one } from '../model/attribute.ts'
import { oneOf, text, whole } from '../model/codec.ts'
import { network } from '../model/network.ts'
import { place } from '../model/place.ts'
import { toOrganisation } from './ids.ts'

export const zoneSchema = {
  name: one(text(200)),
  /** Where it stands between the street and the world. */
  layer: one(oneOf(['safety', 'field', 'control', 'operations', 'enterprise', 'perimeter', 'public', 'outside'])),
  /** The level that is asked for, 0 to 4 (IEC 62443-3-3 SL-T). */
  targetLevel: one(whole(0, 4)),
  /** The level that is reached, 0 to 4 (IEC 62443-3-3 SL-A). */
  achievedLevel: one(whole(0, 4)),
  networks: many(network),
  owner: one(toOrganisation),
  place: one(place),
}

/** Assets with the same security requirements (IEC 62443-3-2). */
export type Zone = Entry<ZoneId, typeof zoneSchema>
