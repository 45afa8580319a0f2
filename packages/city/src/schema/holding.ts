import { type Entry, many, one } from '../model/attribute.ts'
import { flag, oneOf, text, whole } from '../model/codec.ts'
import { type HoldingId, toAsset, toOrganisation } from './ids.ts'

export const holdingSchema = {
  name: one(text(200)),
  owner: one(toOrganisation),
  /** Who handles it for the owner (GDPR art. 28). */
  processor: one(toOrganisation),
  keptOn: many(toAsset),
  /** Classes of data: `health`, `number plates`, `water quality`. */
  classes: many(text(100)),
  /** Whether it is about people who can be told apart (GDPR art. 4). */
  personal: one(flag),
  /** About how many people it is. */
  persons: one(whole(0, 1_000_000_000)),
  protection: one(oneOf(['public', 'internal', 'confidential', 'secret'])),
  retentionDays: one(whole(0, 36_500)),
  purpose: one(text(500)),
}

/** Data that the city keeps. */
export type Holding = Entry<HoldingId, typeof holdingSchema>
