import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { headline } from '../search/event-row.ts'
import { useWords } from '../words/use-words.ts'
import { latestQuery } from './one-source-api.ts'

/** The newest events of a source, each in one line. */
export function SourceEvents({ source }: { readonly source: string }) {
  const { t } = useWords()
  const { data: rows, error, refetch } = useQuery(latestQuery(source, 8))
  return (
    <section aria-labelledby="source-events">
      <h2 className="sec" id="source-events">
        {t('oneSource.latest')}
        <Link className="end" to="/search" search={{ q: `source:${source}`, window: 'week' }}>
          {t('oneSource.searchIt')}
        </Link>
      </h2>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {rows?.length === 0 && <p className="soft">{t('oneSource.latestNone')}</p>}
      <ul className="latest">
        {(rows ?? []).map((row) => (
          <li key={String(row['id'])}>
            <Moment time={Number(row['received'])} />
            <span className="wire excerpt">
              {typeof row['message'] === 'string' && row['message'] !== ''
                ? printable(row['message'].slice(0, 240))
                : headline(row)
                    .map(([name, value]) => `${name}=${printable(value.slice(0, 80))}`)
                    .join(' ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
