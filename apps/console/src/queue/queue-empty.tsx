import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import type { QueueParams } from '../app/search-params.ts'
import { Empty } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'

/** Nothing waits: and the proof that this quiet is real, or that it is not. */
export function QueueEmpty({ params: { realm, about, view, work } }: { readonly params: QueueParams }) {
  const { t, format } = useWords()
  const { data: status } = useQuery(statusQuery)
  const filtered = realm !== undefined || about !== undefined || view === 'urgent' || work !== undefined
  const proof = () => {
    if (status?.received === undefined) return t('live.unknown')
    if (status.received === 0) return t('queue.emptySilent')
    return t('queue.emptyProof', { count: status.received, n: format.count(status.received) })
  }
  return (
    <div className="padded">
      <Empty says={filtered ? t('queue.emptyFilter') : t('queue.empty')}>{proof()}</Empty>
    </div>
  )
}
