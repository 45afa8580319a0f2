import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { firstAiling } from '../api/health.ts'
import { useConnection } from '../api/live-hub.ts'
import { statusQuery } from '../api/queries.ts'
import type { Status } from '../api/status.ts'
import type { Format } from '../format/format.ts'
import { RefusalTable } from '../sources/refusal-table.tsx'
import { useWords } from '../words/use-words.ts'
import { Steps } from './steps.tsx'

/** "Live 3,412 ev/s · lost 0 · refused 17", always on the screen; it opens the reasons. */
export function LiveReadOut() {
  const { t } = useWords()
  const { data: status } = useQuery(statusQuery)
  return (
    <>
      <button type="button" className="live quiet small" popoverTarget="health" title={t('live.open')}>
        <ReadOut status={status} />
      </button>
      <div className="pop" id="health" popover="auto" role="dialog" aria-label={t('live.open')}>
        {status === undefined ? <p>{t('live.unknown')}</p> : <HealthShown status={status} />}
      </div>
    </>
  )
}

function ReadOut({ status }: { readonly status: Status | undefined }) {
  const { t, format } = useWords()
  const connection = useConnection()
  if (connection.kind === 'lost') {
    return <span className="st stale">{t('live.since', { at: format.clock(connection.since) })}</span>
  }
  const ailing = status === undefined ? undefined : firstAiling(status.health)
  if (status !== undefined && ailing !== undefined) {
    const { state, last } = status.health[ailing]
    const says = state === 'late' ? t(`stepLate.${ailing}`) : t(`stepStopped.${ailing}`)
    return (
      <span className="st stale">
        {last === undefined ? says : t('health.since', { says, at: format.clock(last) })}
      </span>
    )
  }
  const state = connection.kind === 'live' ? t('live.live') : t('live.connecting')
  return <span>{[`${state} ${rateOf(status, t, format)}`, ...countsOf(status, t, format)].join(' · ')}</span>
}

function rateOf(status: Status | undefined, t: TFunction, format: Format): string {
  return status?.pace === undefined ? '' : t('live.rate', { rate: format.count(Math.round(status.pace)) })
}

/** Only what the server measures. */
function countsOf(status: Status | undefined, t: TFunction, format: Format): readonly string[] {
  return [
    ...(status?.lost === undefined ? [] : [t('live.lost', { n: format.count(status.lost) })]),
    ...(status?.refused === undefined ? [] : [t('live.refused', { n: format.count(status.refused) })]),
  ]
}

function HealthShown({ status }: { readonly status: Status }) {
  const { t, format } = useWords()
  return (
    <>
      <h2 className="sec">
        {t('live.title')}
        {status.received !== undefined && (
          <span>{t('live.received', { count: status.received, n: format.count(status.received) })}</span>
        )}
      </h2>
      <Steps health={status.health} />
      {status.failure !== undefined && <p className="wire">{status.failure}</p>}
      {status.lost !== undefined && <p className="soft">{t('live.lostSays')}</p>}
      {status.behind !== undefined && <p className="soft">{t('live.behind', { n: format.count(status.behind) })}</p>}
      <h3>{t('live.refusedSays')}</h3>
      {status.refusals.length === 0 ? (
        <p className="soft">{t('live.noneRefused')}</p>
      ) : (
        <RefusalTable refusals={status.refusals.slice(0, 8)} />
      )}
      <Link to="/sources">{t('live.more')}</Link>
    </>
  )
}
