import { type Asset, type City, observableOfIdentifier } from '@tocsin/city'
import type { AssetId } from '@tocsin/kit'
import type { z } from 'zod'
import type { DiscrepancyTable } from '../keeper/tables.ts'
import { identifiersOf, isDeclared } from '../learn/claims.ts'
import { type DiscrepancyKind, discrepancyKinds } from '../learn/reconcile.ts'
import type { discrepancyShape } from './learnt-shapes.ts'
import { nameOf } from './name-of.ts'
import type { Sight } from './visible.ts'

type Discrepancy = z.infer<typeof discrepancyShape>

/** What the city itself shows: what was seen and nobody declared, and what somebody declared and nobody saw. */
export function* standing(city: City, sight: Sight, isSeen: (asset: AssetId) => boolean): Generator<Discrepancy> {
  for (const asset of city.assets.values()) {
    if (!sight.asset(asset)) continue
    const kind = standingOf(city, asset, isSeen)
    if (kind === undefined) continue
    const names = identifiersOf(asset, city.time).map(({ value }) => `${value.scheme}:${value.value}`)
    yield {
      kind,
      asset: asset.id,
      assetName: nameOf(city, asset.id),
      ...{ other: null, otherName: null, topic: null, against: null, evidence: null },
      value: names.slice(0, 5).join(' '),
    }
  }
}

function standingOf(city: City, asset: Asset, isSeen: (asset: AssetId) => boolean): DiscrepancyKind | undefined {
  const hears = identifiersOf(asset, city.time).filter(({ value }) => observableOfIdentifier(value) !== undefined)
  if (hears.length === 0) return undefined
  if (!isDeclared(asset)) return hears.some(({ confidence }) => confidence === 'observed') ? 'undeclared' : undefined
  // Where nothing on the wire could name it, silence says nothing.
  if (hears.some(({ confidence }) => confidence === 'observed') || isSeen(asset.id)) return undefined
  return 'never-seen'
}

/** What a record showed, for whoever may see the asset that it is about. */
export function shownMisfit(city: City, sight: Sight, row: DiscrepancyTable): Discrepancy | undefined {
  const kind = discrepancyKinds.find((name) => name === row.kind)
  const asset = city.assets.get(row.asset as AssetId)
  if (kind === undefined || asset === undefined || !sight.asset(asset)) return undefined
  const other = row.other === null ? undefined : city.assets.get(row.other as AssetId)
  const otherSeen = other !== undefined && sight.asset(other)
  return {
    kind,
    asset: row.asset,
    assetName: nameOf(city, asset.id),
    other: otherSeen ? row.other : null,
    otherName: otherSeen ? nameOf(city, other.id) : null,
    topic: row.topic,
    value: row.value,
    against: row.against,
    evidence: {
      ...{ first: row.first, last: row.last, count: row.count, event: row.event, source: row.source },
      by: row.said_by,
    },
  }
}
