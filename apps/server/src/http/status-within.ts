import { isVisible, type Scope } from '@tocsin/store'
import type { Status } from './ports.ts'

/**
 * How the house is, for somebody who does not see all of it: whether it runs and judges in time, and of sources and refusals
 * those in the scope. Everything else may name a file, an address or a sender of others, or count their records.
 */
export function statusWithin(scope: Scope, status: Status): Status {
  if (scope.kind === 'all') return status
  const { ready, failure, late } = status
  return {
    ready,
    failure: failure === null || failure === undefined ? null : 'Tocsin cannot go on; whoever runs it sees why',
    late: late === true,
    sources: rowsWithin(scope, status['sources']),
    refused: rowsWithin(scope, status['refused']),
  }
}

function rowsWithin(scope: Scope, rows: unknown): readonly unknown[] {
  if (!Array.isArray(rows)) return []
  return rows.filter((row: { readonly source?: unknown } | null) => {
    const source = row?.source
    return typeof source === 'string' && isVisible(scope, [source])
  })
}
