import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { statusQuery } from '../api/queries.ts'
import type { QueueParams } from '../app/search-params.ts'
import { Empty } from '../design/states.tsx'
import { healthQuery } from '../sources/sources-api.ts'
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
      {!filtered && <FirstSteps />}
    </div>
  )
}

/** What to do in a house that nobody sends to yet. */
function FirstSteps() {
  const { t } = useWords()
  const may = useMay()
  const { data: health } = useQuery({ ...healthQuery, enabled: may('source.manage') })
  if (health === undefined || health.sources.some(({ source }) => !source.startsWith('tocsin/'))) return null
  return (
    <p className="ways">
      {may('source.manage') && (
        <Link className="btn primary" to="/sources/add">
          {t('firstSteps.source')}
        </Link>
      )}
      {may('city.manage') && (
        <Link className="btn" to="/city/import">
          {t('firstSteps.list')}
        </Link>
      )}
    </p>
  )
}
