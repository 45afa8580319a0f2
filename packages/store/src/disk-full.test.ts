import { TocsinError } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { isDiskFull } from './disk-full.ts'

test.each([
  ['errno', Object.assign(new Error('write'), { code: 'ENOSPC' })],
  ['SQLite', Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })],
  ['DuckDB', new Error('Failed to commit: Could not write file "events.duckdb.wal": No space left on device')],
  ['a cause', new TocsinError('event-store', 'not kept', { cause: new Error('No space left on device') })],
])('a disk without room is known: %s', (_, error) => {
  expect(isDiskFull(error)).toBe(true)
})

test.each([
  ['another failure', new Error('disk I/O error')],
  ['no error', 'No space left on device'],
  ['nothing', undefined],
])('%s is not taken for it', (_, error) => {
  expect(isDiskFull(error)).toBe(false)
})
