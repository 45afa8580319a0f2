import { type Entry, many, one } from '../model/attribute.ts'
import { object, oneOf, text, whole } from '../model/codec.ts'
import { place } from '../model/place.ts'
import { type CellId, toService } from './ids.ts'

export const cellSchema = {
  name: one(text(200)),
  area: one(place),
  /** People who live or work here. */
  people: one(whole(0, 100_000_000)),
  /** Services that these people get. */
  services: many(toService),
  sites: many(
    object(
      {
        kind: oneOf([
          'hospital',
          'school',
          'nursery',
          'care-home',
          'dialysis-at-home',
          'fire-station',
          'shelter',
          'prison',
          'other',
        ]),
        name: text(200),
      },
      { people: whole(0, 1_000_000) },
    ),
  ),
}

/** People who live together in one part of the city, with the places where an outage hurts first. */
export type Cell = Entry<CellId, typeof cellSchema>
