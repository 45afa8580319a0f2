import type { Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { useCallback, useMemo, useState } from 'react'

interface Selection {
  readonly selected: ReadonlySet<IncidentId>
  select(id: IncidentId): void
  /** Takes all of these, as many as one act takes. */
  selectAll(ids: readonly IncidentId[]): void
  unselect(): void
}

/** Incidents that are acted on together, at most: one request closes no more. */
export const mostSelected = 500

/** Rows that are acted on together; what has left the list is no longer among them. */
export function useSelection(rows: readonly Incident[]): Selection {
  const [picked, setPicked] = useState<ReadonlySet<IncidentId>>(new Set())
  const selected = useMemo(
    () => (picked.size === 0 ? picked : new Set(rows.map(({ id }) => id).filter((id) => picked.has(id)))),
    [picked, rows],
  )
  const select = useCallback((id: IncidentId) => setPicked((before) => toggled(before, id)), [])
  const unselect = useCallback(() => setPicked(new Set()), [])
  const selectAll = useCallback((ids: readonly IncidentId[]) => setPicked(new Set(ids.slice(0, mostSelected))), [])
  return { selected, select, selectAll, unselect }
}

/** The set with the id where it was not, and without it where it was. */
export function toggled(picked: ReadonlySet<IncidentId>, id: IncidentId): ReadonlySet<IncidentId> {
  const next = new Set(picked)
  if (!next.delete(id) && next.size < mostSelected) next.add(id)
  return next
}
