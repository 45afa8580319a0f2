/**
 * Whether a store refused because the disk has no room: the same call succeeds once there is some.
 *
 * The native stores say it in words: SQLite's SQLITE_FULL, DuckDB's quotation of errno.
 */
export function isDiskFull(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const { code } = at as { code?: unknown }
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return true
    if (/no space left on device|database or disk is full|disk quota exceeded/i.test(at.message)) return true
  }
  return false
}
