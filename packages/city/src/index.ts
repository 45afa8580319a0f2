export type { Asset, AssetKind, Confidence, Statement } from './asset.ts'
export type { Conduit, Zone } from './zone.ts'
