import type { SourceStatus } from '../api/status.ts'
import type { SourceSetting } from './settings-api.ts'

/** A source with what was decided about it, and when it was last heard. */
export interface SourceRow extends SourceSetting {
  readonly decided: boolean
  /** Milliseconds since the epoch; absent: not since the server started. */
  readonly last?: number
}

/** Every source that has spoken or of which something was decided, by name; Tocsin's own are its own affair. */
export function sourceRows(
  settings: readonly SourceSetting[],
  heard: readonly Pick<SourceStatus, 'source' | 'last'>[],
): readonly SourceRow[] {
  const rows = new Map<string, SourceRow>(settings.map((one) => [one.source, { ...one, decided: true }]))
  for (const { source, last } of heard) {
    if (source.includes('/') || source === '') continue
    const row = rows.get(source) ?? { ...undecided, source, decided: false }
    rows.set(source, last > 0 ? { ...row, last } : row)
  }
  return [...rows.values()].toSorted((one, other) => (one.source < other.source ? -1 : 1))
}

/** Nobody said that its records name nobody: then they may. */
const undecided = { department: null, rawDays: null, columnDays: null, personal: 'names' } as const
