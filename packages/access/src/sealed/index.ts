export { type KeyFolder, keyFolder, type MasterKey } from './key-files.ts'
export { openSealed, type Rotation, type Sealed, type SealedOptions, sealedLimit } from './sealed.ts'
export { sealedMigrations } from './tables.ts'
