import './sources.css'
import '../settings/settings.css'
import './one-source.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ApiFailure } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { statusQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { houseDaysQuery, sourceSettingsQuery } from '../settings/settings-api.ts'
import { SourceForm } from '../settings/source-form.tsx'
import { useWords } from '../words/use-words.ts'
import { type OneSource, oneSourceQuery } from './one-source-api.ts'
import { SourceDoors } from './source-doors.tsx'
import { SourceEvents } from './source-events.tsx'
import { SourceProfileForm } from './source-profile-form.tsx'
import { SourceRefusals } from './source-refusals.tsx'
import { SourceRemove } from './source-remove.tsx'
import { SourceSenders } from './source-senders.tsx'
import { SourceWeek } from './source-week.tsx'
import { healthQuery } from './sources-api.ts'

/** One source: how it is, who sends, what was refused, what it is, and how it comes in. */
export function SourcePage() {
  const { t } = useWords()
  const { source } = useParams({ from: '/inside/sources/$source' })
  const { data, error, refetch } = useQuery(oneSourceQuery(source))
  useTitle(source)
  const gone = error instanceof ApiFailure && error.kind === 'missing'
  return (
    <div className="pad sources settings-page one-source">
      <p>
        <Link to="/sources">{t('sources.title')}</Link>
      </p>
      <h1 className="title wire-title">{printable(source)}</h1>
      {gone && data === undefined && (
        <Empty says={t('oneSource.gone', { source: printable(source) })}>
          <Link to="/sources/add">{t('senses.add')}</Link>
        </Empty>
      )}
      {error !== null && !gone && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Whole key={source} source={source} one={data} />}
    </div>
  )
}

function Whole({ source, one }: { readonly source: string; readonly one: OneSource }) {
  const { t } = useWords()
  const may = useMay()
  const { known, week } = one
  const others = (useQuery(healthQuery).data?.sources ?? [])
    .map((each) => each.source)
    .filter((each) => each !== source)
  // What Tocsin says of itself is declared by nobody.
  const ours = source.startsWith('tocsin')
  return (
    <>
      <Told source={source} one={one} />
      <p className="acts">
        {may('event.search') && (
          <Link to="/search" search={{ q: `source:${source}`, window: 'week' }}>
            {t('oneSource.searchIt')}
          </Link>
        )}
        {may('event.search') && (
          <Link to="/search/live" search={{ q: `source:${source}` }}>
            {t('oneSource.watchIt')}
          </Link>
        )}
      </p>
      <Facts one={one} />
      <SourceWeek week={week} declared={known.profile?.expected ?? null} />
      <SourceSenders source={source} profile={known.profile} />
      {may('event.search') && <SourceEvents source={source} />}
      {may('status.read') && <SourceRefusals source={source} />}
      <SourceDoors source={source} profile={known.profile} />
      {may('source.manage') && !ours && (
        <>
          <section aria-labelledby="source-settings">
            <h2 className="sec" id="source-settings">
              {t('oneSource.settings')}
            </h2>
            <SourceProfileForm known={known} decoders={one.decoders} others={others} />
          </section>
          <Kept source={source} />
          <SourceRemove source={source} />
        </>
      )}
    </>
  )
}

/** How it is, in a sentence; where it is silent, with what. */
function Told({ source, one: { known, silence } }: { readonly source: string; readonly one: OneSource }) {
  const { t, format } = useWords()
  const { state, silentAfter, profile } = known
  const minutes = format.span((silence?.minutes ?? silentAfter) * 60_000)
  const through = silence?.through ?? null
  const others = (silence?.together ?? []).slice(0, 5).map(printable)
  return (
    <div className="how">
      <p className="told">
        {t(`oneSource.says.${state}`, { source: printable(source), minutes, limit: format.span(silentAfter * 60_000) })}{' '}
        {through !== null &&
          (others.length === 0
            ? t('oneSource.throughAlone', { parent: printable(through) })
            : t('oneSource.through', { parent: printable(through), others: others.join(', ') }))}
      </p>
      {(state !== 'well' || (profile !== null && profile.realm !== 'real')) && (
        <p>
          {state !== 'well' && <span className="st stale">{t(`senses.state.${state}`)}</span>}{' '}
          {profile !== null && <RealmMark realm={profile.realm} />}
        </p>
      )}
    </div>
  )
}

function Facts({ one: { known } }: { readonly one: OneSource }) {
  const { t, format } = useWords()
  const { data: status } = useQuery(statusQuery)
  const { last, lastHour, expected, silentAfter, events, refused, profile } = known
  const records = (n: number) => format.count(Math.round(n))
  const usual =
    profile?.expected != null
      ? t('oneSource.declared', { n: records(profile.expected) })
      : expected === null
        ? undefined
        : records(expected)
  const facts = [
    [t('oneSource.last'), last === null ? t('senses.never') : <Moment key="last" time={last} />],
    [t('oneSource.lastHour'), lastHour === null ? undefined : records(lastHour)],
    [t('oneSource.usualNow'), usual],
    [t('oneSource.silentAfter'), format.span(silentAfter * 60_000)],
    [t('oneSource.records'), records(events)],
    [t('oneSource.unreadable'), records(refused)],
    [t('oneSource.behind'), status?.behind === undefined ? undefined : records(status.behind)],
    [t('oneSource.zone'), known.zone ?? t('oneSource.zoneNone')],
  ] as const
  return (
    <dl className="facts" aria-label={t('oneSource.facts')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={value === undefined ? 'unknown' : undefined}>{value ?? t('unknown')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Whose it is, how long what it sends stays, whether it names people. */
function Kept({ source }: { readonly source: string }) {
  const { t } = useWords()
  const may = useMay()
  const { data: settings } = useQuery(sourceSettingsQuery)
  const { data: house } = useQuery({ ...houseDaysQuery, enabled: may('settings.read'), retry: false })
  if (settings === undefined) return null
  const setting = settings.find((one) => one.source === source) ?? {
    ...{ source, department: null, rawDays: null, columnDays: null, personal: 'none' as const },
  }
  const known = [...new Set(settings.flatMap(({ department }) => department ?? []))].toSorted()
  return (
    <section aria-labelledby="source-kept">
      <h2 className="sec" id="source-kept">
        {t('oneSource.data')}
      </h2>
      <SourceForm setting={setting} house={house} known={known} />
    </section>
  )
}
