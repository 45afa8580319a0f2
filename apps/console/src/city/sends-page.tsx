import './city.css'
import './segmentation.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'

const kinds = [
  ...(['http-get', 'webhook', 'mail', 'mqtt-connect', 'mqtt-subscribe'] as const),
  ...(['mqtt-ping', 'mqtt-acknowledge', 'mqtt-disconnect', 'sign-in', 'audit-copy'] as const),
] as const

// The shape of /api/sends; /api/openapi.json describes it.
interface Send {
  readonly kind: (typeof kinds)[number]
  readonly order: {
    readonly kind: 'connection' | 'target' | 'setting'
    readonly id: string
    readonly who: string | null
    readonly at: number | null
  }
  readonly host: string
  readonly address: string | null
  readonly port: number
  readonly zone: string | null
  readonly first: number
  readonly last: number
  readonly count: number
}

interface Sends {
  readonly zones: readonly { readonly id: string; readonly name: string; readonly layer: string | null }[]
  readonly sends: readonly Send[]
}

/** What Tocsin itself sends, zone by zone: counted where it is sent, not written down by anybody. */
export function SendsPage() {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ['sends'],
    queryFn: ({ signal }) => get<Sends>('/sends', signal),
    refetchInterval: 30_000,
  })
  useTitle(t('sends.title'))
  const byZone = new Map<string | null, Send[]>()
  for (const one of data?.sends ?? []) byZone.set(one.zone, [...(byZone.get(one.zone) ?? []), one])
  const reached = (data?.zones ?? []).filter(({ id }) => byZone.has(id))
  const quiet = (data?.zones ?? []).filter(({ id }) => !byZone.has(id))
  return (
    <div className="pad city segmentation sends">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('sends.title')}</h1>
      <p className="soft">{t('sends.says')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <p className="told" role="status">
            {data.sends.length === 0
              ? t('sends.nothing')
              : t(reached.length === 0 ? 'sends.intoNone' : 'sends.into', {
                  count: reached.length,
                  n: format.count(reached.length),
                  all: format.count(data.zones.length),
                })}
          </p>
          {reached.map(({ id, name }) => (
            <ZoneSends key={id} title={printable(name)} sends={byZone.get(id) ?? []} />
          ))}
          {byZone.has(null) && <ZoneSends title={t('sends.noZone')} sends={byZone.get(null) ?? []} />}
          {quiet.length > 0 && (
            <section>
              <h2 className="sec">
                {t('sends.quiet')} <span>{format.count(quiet.length)}</span>
              </h2>
              <p>{quiet.map(({ name }) => printable(name)).join(', ')}</p>
            </section>
          )}
        </>
      )}
    </div>
  )
}

function ZoneSends({ title, sends }: { readonly title: string; readonly sends: readonly Send[] }) {
  const { t, format } = useWords()
  return (
    <section>
      <h2 className="sec">{title}</h2>
      <ScrollX label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('sends.what')}</th>
              <th scope="col">{t('sends.whom')}</th>
              <th scope="col">{t('sends.order')}</th>
              <th scope="col" className="num">
                {t('segmentation.times')}
              </th>
              <th scope="col">{t('segmentation.first')}</th>
              <th scope="col">{t('learnt.last')}</th>
            </tr>
          </thead>
          <tbody>
            {sends.map((one) => (
              <tr key={`${one.kind} ${one.order.kind} ${one.order.id} ${one.host} ${one.address} ${one.port}`}>
                <td>{t(`sends.kind.${one.kind}`)}</td>
                <td className="wire">
                  {printable(`${one.host}:${one.port}`)}
                  {one.address !== null && one.address !== one.host && (
                    <div className="meta wire">{printable(one.address)}</div>
                  )}
                </td>
                <td>
                  {t(`sends.by.${one.order.kind}`)} <span className="id wire">{printable(one.order.id)}</span>
                  <div className="meta">
                    {one.order.who === null
                      ? t('sends.configured')
                      : t('sends.givenBy', {
                          who: printable(one.order.who),
                          day: one.order.at === null ? '' : format.day(one.order.at),
                        })}
                  </div>
                </td>
                <td className="num">{format.count(one.count)}</td>
                <td>
                  <MomentColumn time={one.first} />
                </td>
                <td>
                  <MomentColumn time={one.last} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}
