export { findCapability } from './capability.ts'
export { placeFiles, placesIn } from './places/open-places.ts'
export { findMigrations } from './saved/tables.ts'
