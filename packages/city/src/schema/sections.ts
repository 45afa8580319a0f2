import type { Entry, Schema } from '../model/attribute.ts'
import { type Asset, assetSchema } from './asset.ts'
import { type Cell, cellSchema } from './cell.ts'
import { type Conduit, conduitSchema } from './conduit.ts'
import { type Dependency, dependencySchema } from './dependency.ts'
import { type Holding, holdingSchema } from './holding.ts'
import { type Organisation, organisationSchema } from './organisation.ts'
import { type Service, serviceSchema } from './service.ts'
import { type Zone, zoneSchema } from './zone.ts'

/** The kinds of records that a city consists of. */
export interface Sections {
  readonly zones: Zone
  readonly conduits: Conduit
  readonly assets: Asset
  readonly organisations: Organisation
  readonly services: Service
  readonly dependencies: Dependency
  readonly cells: Cell
  readonly holdings: Holding
}

export type SectionName = keyof Sections

/** A record of any section. */
export type AnyEntry = Entry<string, Schema>

export const schemas = {
  zones: zoneSchema,
  conduits: conduitSchema,
  assets: assetSchema,
  organisations: organisationSchema,
  services: serviceSchema,
  dependencies: dependencySchema,
  cells: cellSchema,
  holdings: holdingSchema,
}

export const sectionNames: readonly SectionName[] = [
  'zones',
  'conduits',
  'assets',
  'organisations',
  'services',
  'dependencies',
  'cells',
  'holdings',
]

export function schemaOf(section: SectionName): Schema {
  return schemas[section]
}
