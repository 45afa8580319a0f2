import type { Asset } from '@tocsin/city'
import type { Odd } from './asked.ts'

/** What records showed of assets beside what the city says: the kinds by asset, and whether anything was heard of one. */
export interface Evidence {
  readonly misfits: ReadonlyMap<string, readonly Odd[]>
  isSeen(asset: Asset['id']): boolean
}
