import type { AssetId, ServiceId } from '@tocsin/kit'
import { type Entry, many, one } from '../model/attribute.ts'
import { type Codec, hours, id, object, oneOf, text, whole } from '../model/codec.ts'
import { fallback } from '../model/fallback.ts'
import type { DependencyId } from './ids.ts'

/** What supplies or is supplied. */
export type Party =
  | { readonly kind: 'asset'; readonly id: AssetId }
  | { readonly kind: 'service'; readonly id: ServiceId }

const shape = object({ kind: oneOf(['asset', 'service']), id }, {})

export const party: Codec<Party> = {
  expects: shape.expects,
  read: (value, at, refusals) => shape.read(value, at, refusals) as Party | undefined,
  references: ({ kind, id }) => [{ section: kind === 'asset' ? 'assets' : 'services', id }],
}

export const dependencySchema = {
  /** What needs the supply. */
  dependent: one(party),
  suppliers: many(party),
  /** How many of the suppliers are enough (k of n). */
  needed: one(whole(1, 1_000_000)),
  /** Hours that the dependent holds after too many suppliers are lost: a tank, batteries, diesel. */
  buffer: one(hours),
  fallback: one(fallback),
  note: one(text(2000)),
}

/** A supply that a service or an asset cannot do without. */
export type Dependency = Entry<DependencyId, typeof dependencySchema>
