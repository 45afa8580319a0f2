import { accessMigrations } from '@tocsin/access'
import { inventoryMigrations } from '@tocsin/inventory'
import { respondMigrations } from '@tocsin/respond'
import { connectionsMigrations, sourcesMigrations } from '@tocsin/sources'
import { keepingMigrations, type Migration } from '@tocsin/store'
import { findMigrations } from './find/index.ts'
import { sendsMigrations } from './sends/index.ts'

/** The tables that the keep thread makes beside those of the stream and of grouping. */
export const tables: readonly Migration[] = [
  ...accessMigrations,
  ...inventoryMigrations,
  ...respondMigrations,
  ...sourcesMigrations,
  ...connectionsMigrations,
  ...keepingMigrations,
  ...findMigrations,
  ...sendsMigrations,
]
