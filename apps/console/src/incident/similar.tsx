import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import { get } from '../api/client.ts'
import type { Verdict } from '../api/contract.ts'
import { Moment } from '../design/moment.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { Told } from '../design/told.tsx'
import { actorOf } from '../desk/actor.ts'
import { verdicts } from '../desk/work.ts'
import { useWords } from '../words/use-words.ts'

// The shape of /api/incidents/:id/similar; /api/openapi.json describes it.
interface Similar {
  readonly total: number
  readonly open: number
  readonly verdicts: { readonly [_ in Verdict]?: number }
  readonly lastClosed?: { readonly incident: string; readonly by: string; readonly at: number }
  readonly shown: readonly {
    readonly incident: Incident
    readonly sameAbout: boolean
    readonly detectors: readonly string[]
    readonly verdict?: Verdict
    readonly closed: boolean
  }[]
}

function similarQuery(id: string) {
  return queryOptions({
    queryKey: ['similar', id],
    queryFn: ({ signal }) => get<Similar>(`/incidents/${encodeURIComponent(id)}/similar`, signal),
  })
}

/** Incidents like this one, and what people said that they were: the first thing that a tired person wants to know. */
export function SimilarOnes({ id }: { readonly id: string }) {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(similarQuery(id))
  const counted = (count: number) => ({ count, n: format.count(count) })
  return (
    <section className="similar">
      <h2 className="sec">{t('similar.title')}</h2>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data?.total === 0 && <p className="soft">{t('similar.none')}</p>}
      {data !== undefined && data.total > 0 && (
        <>
          <p className="summed">
            <b>{t('similar.total', counted(data.total))}</b>
            {': '}
            {[
              ...verdicts.flatMap((verdict) => {
                const count = data.verdicts[verdict] ?? 0
                const named = t(`verdict.${verdict}`).toLowerCase()
                return count === 0 ? [] : [t('similar.verdict', { ...counted(count), verdict: named })]
              }),
              ...(data.open === 0 ? [] : [t('similar.open', counted(data.open))]),
            ].join(', ')}
            {data.lastClosed !== undefined && (
              <>
                {'; '}
                {t('similar.last', { who: actorOf(data.lastClosed.by, t) })}, <Moment time={data.lastClosed.at} />
              </>
            )}
          </p>
          <ul>
            {data.shown.map(({ incident, sameAbout, detectors, verdict, closed }) => (
              <li key={incident.id}>
                <SeverityMark severity={incident.severity} />{' '}
                <Link to="/incidents/$id" params={{ id: incident.id }}>
                  {incident.id}
                </Link>{' '}
                <Told words={incident.story} names={incident.about === undefined ? [] : [incident.about]} />
                <span className="meta">
                  {sameAbout ? t(detectors.length > 0 ? 'similar.both' : 'similar.about') : t('similar.rules')}
                  {', '}
                  {closed && verdict !== undefined ? t(`verdict.${verdict}`).toLowerCase() : t('similar.open')}
                  {', '}
                  <Moment time={incident.last} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
