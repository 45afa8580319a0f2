import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { healthQuery, type KnownSource, type Offset, useSourceChange } from './sources-api.ts'

/** How each source is against what is usual, and which clocks somebody should decide about. */
export function HealthList() {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(healthQuery)
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  if (data.sources.length === 0) return <p className="soft">{t('senses.none')}</p>
  return (
    <ul className="health">
      {data.sources.map((one) => (
        <SourceRow key={one.source} known={one} />
      ))}
    </ul>
  )
}

function SourceRow({ known }: { readonly known: KnownSource }) {
  const { t, format } = useWords()
  const { source, state, last, expected, lastHour, senders, profile, zone, offsets } = known
  const usual =
    expected === null ? t('senses.usualUnknown') : t('senses.usual', { n: format.count(Math.round(expected)) })
  return (
    <li>
      <Link className="wire" to="/sources/$source" params={{ source }}>
        {printable(source)}
      </Link>
      <span className={state === 'well' ? 'st' : 'st stale'}>{t(`senses.state.${state}`)}</span>
      <span>{last === null ? t('senses.never') : <MomentColumn time={last} />}</span>
      <span className="soft">
        {lastHour !== null && `${t('senses.lastHour', { n: format.count(lastHour) })} · `}
        {usual} · {t('senses.senders', { count: senders, n: format.count(senders) })}
        {zone !== null && ` · ${zone}`}
        {profile?.owner != null && ` · ${printable(profile.owner)}`}
      </span>
      {offsets.map((offset) => (
        <ClockOffset key={offset.sender} source={source} offset={offset} />
      ))}
    </li>
  )
}

function ClockOffset({ source, offset }: { readonly source: string; readonly offset: Offset }) {
  const { t, format } = useWords()
  const may = useMay()
  const { sender, minutes, zone } = offset
  const accept = useSourceChange(() => put(`/sources/${encodeURIComponent(source)}/zone`, { sender, zone }))
  const hours = format.count(Math.abs(minutes) / 60)
  return (
    <p className="offset">
      {t(minutes > 0 ? 'senses.ahead' : 'senses.behind', { who: printable(sender), hours })}{' '}
      {zone === null ? t('senses.wrongClock') : t('senses.zone', { zone })}
      {zone !== null && may('source.manage') && (
        <button type="button" className="small" aria-busy={accept.isPending} onClick={() => accept.mutate(undefined)}>
          {t('senses.accept', { zone })}
        </button>
      )}
      <HouseFailure error={accept.error} />
    </p>
  )
}
