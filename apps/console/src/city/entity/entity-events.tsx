import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Observable } from '@tocsin/kit'
import { useState } from 'react'
import { useMay } from '../../api/may.ts'
import { Failed } from '../../design/states.tsx'
import { overviewQuery } from '../../search/ask.ts'
import { Histogram } from '../../search/histogram.tsx'
import { windowOf } from '../../search/window.ts'
import { useWords } from '../../words/use-words.ts'
import { eventsText } from './entity-api.ts'

/** When events of the last week named something; a stretch of it opens them. */
export function EntityEvents({ names }: { readonly names: readonly Observable[] }) {
  const { t, format } = useWords()
  const may = useMay()
  const go = useNavigate()
  const [time] = useState(() => windowOf('week', Date.now()))
  const text = eventsText(names)
  const { data, error } = useQuery({
    ...overviewQuery({ text: text ?? '', time, turn: 0 }, []),
    enabled: text !== undefined && may('event.search'),
  })
  if (!may('event.search')) return null
  return (
    <section>
      <h2 className="sec">
        {t('entity.events')} <span>{t('entity.eventsSays')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {(text === undefined || data?.total === 0) && (
        <p className="soft">{t(text === undefined ? 'entity.unnamed' : 'entity.noEvents')}</p>
      )}
      {text !== undefined && data !== undefined && data.total > 0 && (
        <>
          <Histogram
            histogram={data.histogram}
            narrow={({ from, to }) => void go({ to: '/search', search: { q: text, from, to } })}
          />
          <p className="entity-more">
            <Link to="/search" search={{ q: text, window: 'week' }}>
              {t('entity.openEvents', { count: data.total, n: format.count(data.total) })}
            </Link>
          </p>
        </>
      )}
    </section>
  )
}
