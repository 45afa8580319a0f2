import type { AssetId, ServiceId, ZoneId } from '@tocsin/kit'
import type { CellId, DependencyId, HoldingId } from '../schema/ids.ts'
import type { Amount } from './amount.ts'

/** What is lost, and from which hour on; now if not said. A zone is all assets in it. */
export type Lost = (
  | { readonly kind: 'asset'; readonly id: AssetId }
  | { readonly kind: 'service'; readonly id: ServiceId }
  | { readonly kind: 'zone'; readonly id: ZoneId }
) & { readonly after?: number }

export interface ServiceHarm {
  readonly service: ServiceId
  /** Hours until not everybody is served. */
  readonly degradedAfter: number
  /** Hours until nobody is served for the first time; absent where hands hold through the horizon. */
  readonly downAfter?: number
  /** Hours of service that a person loses within the horizon; hours by hand count by their missing share. */
  readonly lostHours: number
  /** The largest share of its people without service at one moment, 0 to 1. */
  readonly share: number
  readonly people: Amount
  /** Whether more hours are lost than people bear. */
  readonly maximumOutage: 'within' | 'exceeded' | 'unknown'
  /** The supplies that were lost and explain it; none where the service itself was named as lost. */
  readonly because: readonly DependencyId[]
  /** Whether what explains it was stated, or rests on an assumption. */
  readonly basis: 'stated' | 'assumed'
}

export interface SiteHarm {
  readonly cell: CellId
  readonly kind: string
  readonly name: string
  readonly after: number
}

/** Harm that nobody can put a number to, and what would have to be known. */
export type UnknownHarm =
  | { readonly kind: 'people-of-service'; readonly service: ServiceId }
  | { readonly kind: 'people-of-cell'; readonly cell: CellId }
  /** Nothing is known to depend on these lost assets, and nobody declared that nothing does. The first 100 by id. */
  | { readonly kind: 'carried-by-assets'; readonly assets: readonly AssetId[]; readonly count: number }
  /** No asset is known in this lost zone. */
  | { readonly kind: 'content-of-zone'; readonly zone: ZoneId }
  | { readonly kind: 'not-in-the-city'; readonly lost: Lost }

export interface Consequence {
  readonly horizon: number
  /** The services that are harmed, the first to degrade first. */
  readonly services: readonly ServiceHarm[]
  /** People who lose a service, each counted once. */
  readonly people: Amount
  /** Of each person the longest loss, not the sum over services. */
  readonly personHours: Amount
  /** Share of the known person-hours that rests on assumptions, 0 to 1; of the services where no person-hour is known. */
  readonly assumedShare: number
  /** Places where it hurts first, in cells that lose a service. */
  readonly sites: readonly SiteHarm[]
  /** Data kept on what is lost. */
  readonly holdings: readonly HoldingId[]
  readonly unknown: readonly UnknownHarm[]
  /** Services of which no supply is known: whether they fall, nobody can say. */
  readonly unmodelled: readonly ServiceId[]
}
