import type { AssetId, Brand, ServiceId, ZoneId } from '@tocsin/kit'
import { type Codec, reference } from '../model/codec.ts'

export type ConduitId = Brand<string, 'ConduitId'>
export type OrganisationId = Brand<string, 'OrganisationId'>
export type DependencyId = Brand<string, 'DependencyId'>
export type CellId = Brand<string, 'CellId'>
export type HoldingId = Brand<string, 'HoldingId'>

export const toZone: Codec<ZoneId> = reference<'ZoneId'>('zones')
export const toAsset: Codec<AssetId> = reference<'AssetId'>('assets')
export const toService: Codec<ServiceId> = reference<'ServiceId'>('services')
export const toOrganisation: Codec<OrganisationId> = reference<'OrganisationId'>('organisations')
