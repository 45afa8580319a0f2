import type { Asset, OddName } from '@tocsin/city'

/** What records showed of assets beside what the city says: the kinds by asset, and whether anything was heard of one. */
export interface Evidence {
  readonly misfits: ReadonlyMap<string, readonly OddName[]>
  isSeen(asset: Asset['id']): boolean
}
