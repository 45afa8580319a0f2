import './city.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTitle } from '../app/use-title.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { countOf, type Discrepancy, discrepanciesQuery, discrepancyKinds } from './learnt-api.ts'

/** What records state and what lists and people say otherwise, a kind at a time. */
export function DiscrepanciesPage() {
  const { t, format } = useWords()
  const { kind } = useSearch({ from: '/inside/city/discrepancies' })
  const go = useNavigate({ from: '/city/discrepancies' })
  const { data, error, refetch } = useQuery(discrepanciesQuery(kind))
  useTitle(t('learnt.title'))
  const shown = data?.discrepancies ?? []
  const all = data === undefined ? 0 : kind === undefined ? countOf(data.counts) : (data.counts[kind] ?? 0)
  return (
    <div className="pad city">
      <p>
        <Link to="/city">{t('city.title')}</Link>
      </p>
      <h1 className="title">{t('learnt.title')}</h1>
      <p className="soft">{t('learnt.says')}</p>
      {data !== undefined && Object.keys(data.counts).length > 0 && (
        <div className="asked">
          <div className="field">
            <label htmlFor="misfit-kind">{t('learnt.show')}</label>
            <select
              id="misfit-kind"
              value={kind ?? ''}
              onChange={({ target }) => {
                const next = discrepancyKinds.find((one) => one === target.value)
                void go({ search: next === undefined ? {} : { kind: next }, replace: true })
              }}
            >
              <option value="">
                {t('learnt.all')} ({format.count(countOf(data.counts))})
              </option>
              {discrepancyKinds.map((one) => (
                <option key={one} value={one}>
                  {t(`learnt.kind.${one}`)} ({format.count(data.counts[one] ?? 0)})
                </option>
              ))}
            </select>
          </div>
        </div>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && all === 0 && <Empty says={t('learnt.none')}>{t('learnt.noneSays')}</Empty>}
      {shown.length > 0 && (
        <section className="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('learnt.what')}</th>
                <th scope="col">{t('learnt.asset')}</th>
                <th scope="col">{t('learnt.seen')}</th>
                <th scope="col">{t('learnt.last')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Row key={`${one.kind} ${one.asset} ${one.other} ${one.value}`} one={one} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {all > shown.length && <p className="soft">{t('learnt.more', { n: format.count(shown.length) })}</p>}
    </div>
  )
}

function Row({
  one: { kind, asset, assetName, other, otherName, value, against, evidence },
}: {
  readonly one: Discrepancy
}) {
  const { t, format } = useWords()
  return (
    <tr>
      <td>{t(`learnt.kind.${kind}`)}</td>
      <td>
        <Link to="/city/assets/$asset" params={{ asset }}>
          {printable(assetName)}
        </Link>
        {other !== null && (
          <div className="meta">
            <Link to="/city/assets/$asset" params={{ asset: other }}>
              {t('learnt.other', { name: printable(otherName ?? other) })}
            </Link>
          </div>
        )}
      </td>
      <td className="wire">
        {printable(value ?? '')}
        {against !== null && <div className="meta">{t('learnt.against', { value: printable(against) })}</div>}
      </td>
      <td>
        {evidence === null ? (
          <span className="faint">{kind === 'never-seen' ? t('learnt.silent') : ''}</span>
        ) : (
          <>
            <MomentColumn time={evidence.last} />
            <div className="meta">
              {t('learnt.times', { count: evidence.count, n: format.count(evidence.count) })} ·{' '}
              {t('learnt.by', { by: printable(evidence.by), event: evidence.event })}
            </div>
          </>
        )}
      </td>
    </tr>
  )
}
