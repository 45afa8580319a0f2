import '../city.css'
import '../segmentation.css'
import './sends.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTitle } from '../../app/use-title.ts'
import { printable } from '../../design/printable.ts'
import { Failed, Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { PassiveZone } from './passive-zone.tsx'
import { type Counted, type Sends, sendsQuery } from './sends-api.ts'
import { RefusedTable, SentTable } from './sent-table.tsx'

/** What Tocsin itself sends, zone by zone: counted where it is sent. Some zones are closed to it unless their owner opens them. */
export function SendsPage() {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(sendsQuery)
  useTitle(t('sends.title'))
  return (
    <div className="pad city segmentation sends">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('sends.title')}</h1>
      <p className="soft">{t('sends.says')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Zones sends={data} />}
    </div>
  )
}

function Zones({ sends: { known, zones, sends, refused } }: { readonly sends: Sends }) {
  const { t, format } = useWords()
  const sent = byZone(sends)
  const kept = byZone(refused)
  const passive = zones.filter((zone) => zone.passive)
  const others = zones.filter((zone) => !zone.passive)
  const reached = zones.filter(({ id }) => sent.has(id)).length
  const quiet = others.filter(({ id }) => !sent.has(id))
  const unknown = kept.get(null) ?? []
  const silent = passive.every(({ id, openings }) => !sent.has(id) && openings.length === 0)
  return (
    <>
      <p className="told" role="status">
        {sends.length === 0
          ? t('sends.nothing')
          : t(reached === 0 ? 'sends.intoNone' : 'sends.into', {
              count: reached,
              n: format.count(reached),
              all: format.count(zones.length),
            })}
      </p>
      {!known && (
        <p className="told" role="alert">
          {t('sends.unknown')}
        </p>
      )}
      <section>
        <h2 className="sec">
          {t('sends.passive')} <span>{format.count(passive.length)}</span>
        </h2>
        <p className="soft">
          {passive.length === 0 ? t('sends.noPassive') : t(silent ? 'sends.passiveSilent' : 'sends.passiveSays')}
        </p>
        <ul className="set-list passive">
          {passive.map((zone) => (
            <PassiveZone key={zone.id} zone={zone} sends={sent.get(zone.id) ?? []} refused={kept.get(zone.id) ?? []} />
          ))}
        </ul>
      </section>
      {others
        .filter(({ id }) => sent.has(id))
        .map(({ id, name }) => (
          <section key={id}>
            <h2 className="sec">{printable(name)}</h2>
            <SentTable sends={sent.get(id) ?? []} />
          </section>
        ))}
      {sent.has(null) && (
        <section>
          <h2 className="sec">{t('sends.noZone')}</h2>
          <SentTable sends={sent.get(null) ?? []} />
        </section>
      )}
      {unknown.length > 0 && (
        <section>
          <h2 className="sec">{t('sends.whileUnknown')}</h2>
          <RefusedTable refused={unknown} />
        </section>
      )}
      {quiet.length > 0 && (
        <section>
          <h2 className="sec">
            {t('sends.quiet')} <span>{format.count(quiet.length)}</span>
          </h2>
          <p>{quiet.map(({ name }) => printable(name)).join(', ')}</p>
        </section>
      )}
    </>
  )
}

function byZone<One extends Counted>(rows: readonly One[]): ReadonlyMap<string | null, readonly One[]> {
  const found = new Map<string | null, One[]>()
  for (const one of rows) found.set(one.zone, [...(found.get(one.zone) ?? []), one])
  return found
}
