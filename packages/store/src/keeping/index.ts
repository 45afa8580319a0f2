export { adoptErasures, type ErasureRecord, erasuresIn } from './erasure-record.repository.ts'
export { addHold, endHold, readHolds, widenHold } from './hold.repository.ts'
export { type HeldAbout, type Hold, type HoldCover, heldBy, namesRange } from './hold.ts'
export { type KeepingTables, keepingMigrations, type TombstoneStep } from './tables.ts'
export {
  addErased,
  advanceTombstone,
  dropTombstone,
  erasedBy,
  erasedEvents,
  finishTombstone,
  openTombstone,
  readTombstones,
  type Tombstone,
} from './tombstone.repository.ts'
