import { accessMigrations } from '@tocsin/access'
import { respondMigrations } from '@tocsin/respond'
import { keepingMigrations, type Migration } from '@tocsin/store'
import { findMigrations } from './find/index.ts'

/** The tables that the keep thread makes beside those of the stream and of grouping. */
export const tables: readonly Migration[] = [
  ...accessMigrations,
  ...respondMigrations,
  ...keepingMigrations,
  ...findMigrations,
]
