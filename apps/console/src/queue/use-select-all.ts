import type { IncidentId } from '@tocsin/kit'
import { useCallback, useEffect, useState } from 'react'
import type { Queue } from './use-queue.ts'
import { mostSelected } from './use-selection.ts'

interface SelectAll {
  readonly busy: boolean
  run(): void
}

/**
 * Chooses everything that answers the filters, not only what was read: one act over a query.
 *
 * What comes afterwards is not among them; a decision is about what was there when it was made.
 */
export function useSelectAll(queue: Queue, choose: (ids: readonly IncidentId[]) => void): SelectAll {
  const [state, setState] = useState<'idle' | 'reading' | 'read'>('idle')
  const { rows, readUpTo } = queue
  const run = useCallback(() => {
    setState('reading')
    void readUpTo(mostSelected).then(() => setState('read'))
  }, [readUpTo])
  useEffect(() => {
    if (state !== 'read') return
    choose(rows.map(({ id }) => id))
    setState('idle')
  }, [state, rows, choose])
  return { busy: state === 'reading', run }
}
