import type { AssetId } from '@tocsin/kit'
import { type AssetKind, assetKindNames } from '../kinds/asset-kind.ts'
import { failSafeStates } from '../kinds/fail-safe.ts'
import { type Entry, many, one } from '../model/attribute.ts'
import { type Codec, codec, day, flag, oneOf, text, whole } from '../model/codec.ts'
import { identifier } from '../model/identifier.ts'
import { place } from '../model/place.ts'
import { cpe, purl, software } from '../model/software.ts'
import { toOrganisation, toZone } from './ids.ts'

const kind: Codec<AssetKind> = oneOf(assetKindNames)

export const assetSchema = {
  name: one(text(200)),
  kind: one(kind),
  zone: one(toZone),
  identifiers: many(identifier),
  vendor: one(text(200)),
  model: one(text(200)),
  /** Revision or variant of the hardware. */
  hardware: one(text(200)),
  firmware: one(text(200)),
  cpe: one(cpe),
  purl: one(purl),
  /** What is installed on it, by its bill of materials; at most 5,000 are taken from one. */
  software: many(software),
  /** Components that its bill lists beyond those. */
  softwareBeyond: one(whole(0, 1_000_000_000)),
  /** The JoinEUI with which a LoRaWAN device joins. */
  joinEui: one(codec('16 hexadecimal digits such as 800000000000000c', readEui)),
  place: one(place),
  /** Where it stands, in words: a street, a building, a room. */
  address: one(text(300)),
  owner: one(toOrganisation),
  /** Who maintains it under contract. */
  supplier: one(toOrganisation),
  criticality: one(oneOf(['low', 'medium', 'high', 'vital'])),
  /** People can be hurt if it acts wrongly: nothing is written to it without its owner. */
  safety: one(flag),
  failSafe: one(oneOf(failSafeStates)),
  /** Declared to carry no service, so that its loss is known to harm nobody. */
  standalone: one(flag),
  /** Others speak through it or under its names: a proxy, address translation, a resolver, a gateway. */
  shared: one(flag),
  installed: one(day),
  warrantyEnds: one(day),
  supportEnds: one(day),
  retired: one(day),
  note: one(text(2000)),
}

/** Something of the city that can be attacked or protected. Ids stay when identifiers are absorbed. */
export type Asset = Entry<AssetId, typeof assetSchema>

function readEui(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{16}$/i.test(value) ? value.toLowerCase() : undefined
}
