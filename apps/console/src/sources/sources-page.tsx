import './sources.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { statusQuery } from '../api/queries.ts'
import type { SourceStatus } from '../api/status.ts'
import { useTitle } from '../app/use-title.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { HealthList } from './health-list.tsx'
import { RefusalTable } from './refusal-table.tsx'

/** What comes in, what is refused and why, how far the judging is behind. */
export function SourcesPage() {
  const { t, format } = useWords()
  const { data: status, error, refetch } = useQuery(statusQuery)
  const may = useMay()
  useTitle(t('sources.title'))
  const facts = [
    [t('sources.pace'), status?.pace === undefined ? undefined : format.count(Math.round(status.pace))],
    [t('sources.received'), status?.received === undefined ? undefined : format.count(status.received)],
    [t('sources.refused'), status?.refused === undefined ? undefined : format.count(status.refused)],
    [t('sources.behind'), status?.behind === undefined ? undefined : format.count(status.behind)],
  ] as const
  return (
    <div className="pad sources">
      <h1 className="title">{t('sources.title')}</h1>
      <p className="acts">
        {may('source.manage') && <Link to="/sources/add">{t('senses.add')}</Link>}
        <Link to="/sources/blind">{t('senses.blind')}</Link>
        {may('city.read') && <Link to="/city">{t('city.title')}</Link>}
        {may('decoder.read') && <Link to="/sources/formats">{t('formats.title')}</Link>}
      </p>
      <section>
        <h2 className="sec">
          {t('senses.health')} <span>{t('senses.healthSays')}</span>
        </h2>
        <HealthList />
      </section>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {status === undefined && error === null && <Loading />}
      {status !== undefined && (
        <>
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={value === undefined ? 'unknown' : undefined}>{value ?? t('unknown')}</dd>
              </div>
            ))}
          </dl>
          <section>
            <h2 className="sec">
              {t('sources.title')} <span>{t('sources.says')}</span>
            </h2>
            {status.sources.length === 0 ? (
              <Empty says={t('sources.none')}>{t('sources.noneFix')}</Empty>
            ) : (
              <SourceTable sources={status.sources} />
            )}
          </section>
          <section>
            <h2 className="sec">
              {t('sources.reasons')} <span>{t('live.refusedSays')}</span>
            </h2>
            {status.refusals.length === 0 ? (
              <p className="soft">{t('live.noneRefused')}</p>
            ) : (
              <RefusalTable refusals={status.refusals} />
            )}
          </section>
        </>
      )}
    </div>
  )
}

function SourceTable({ sources }: { readonly sources: readonly SourceStatus[] }) {
  const { t, format } = useWords()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('sources.source')}</th>
          <th scope="col" className="num">
            {t('sources.received')}
          </th>
          <th scope="col" className="num">
            {t('sources.decoded')}
          </th>
          <th scope="col" className="num">
            {t('sources.refused')}
          </th>
          <th scope="col">{t('sources.lastHeard')}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map(({ source, frames, events, refused, last, ...marks }) => (
          <tr key={source}>
            <td className="wire">
              <Link to="/sources/$source" params={{ source }}>
                {printable(source)}
              </Link>
            </td>
            <td className="num">{format.count(frames)}</td>
            <td className="num">
              {format.count(events)}
              {(['late', 'skewed', 'repeated'] as const)
                .filter((mark) => marks[mark] > 0)
                .map((mark) => (
                  <div key={mark} className="meta">
                    {t(`sources.${mark}`, { n: format.count(marks[mark]) })}
                  </div>
                ))}
            </td>
            <td className="num">{format.count(refused)}</td>
            <td>{last > 0 ? <MomentColumn time={last} /> : t('unknown')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
