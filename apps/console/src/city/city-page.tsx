import './city.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { useState } from 'react'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import {
  type AssetsAsked,
  askAssets,
  type CityAsset,
  type CityVersion,
  missing,
  overviewQuery,
  useCityChange,
  versionsQuery,
} from './city-api.ts'
import { countOf, discrepanciesQuery } from './learnt-api.ts'

/** What there is in the city: how much is known, every asset, and the last changes. */
export function CityPage() {
  const { t, format } = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery(overviewQuery)
  const { data: found } = useQuery(discrepanciesQuery(undefined))
  const misfits = found === undefined ? 0 : countOf(found.counts)
  useTitle(t('map.inventory'))
  const facts = [
    [t('city.assets'), data?.counts.assets],
    [t('city.services'), data?.counts.services],
    [t('city.zones'), data?.counts.zones],
    [t('city.questions'), data?.questions],
  ] as const
  return (
    <div className="pad city">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('map.inventory')}</h1>
      <p className="acts">
        {may('city.manage') && <Link to="/city/import">{t('city.import')}</Link>}
        <Link to="/city/questions">
          {data === undefined || data.questions === 0
            ? t('city.questions')
            : t('city.questionsOpen', { count: data.questions, n: format.count(data.questions) })}
        </Link>
        <Link to="/city/discrepancies">
          {misfits === 0 ? t('learnt.title') : t('learnt.link', { count: misfits, n: format.count(misfits) })}
        </Link>
        <Link to="/sources/blind">{t('senses.blind')}</Link>
      </p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && data.counts.assets === 0 && (
        <Empty says={t('city.none')}>
          {may('city.manage') ? <Link to="/city/import">{t('city.noneFix')}</Link> : t('city.noneAsk')}
        </Empty>
      )}
      {data !== undefined && data.counts.assets > 0 && (
        <>
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{format.count(value ?? 0)}</dd>
              </div>
            ))}
          </dl>
          <Assets />
        </>
      )}
      {may('city.manage') && data !== undefined && data.number > 0 && <Changes />}
    </div>
  )
}

function Assets() {
  const { t, format, language } = useWords()
  const asked: AssetsAsked = useSearch({ from: '/inside/city/inventory' })
  const go = useNavigate({ from: '/city/inventory' })
  const [typed, setTyped] = useState(asked.q ?? '')
  const { data: overview } = useQuery(overviewQuery)
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery({
    queryKey: ['city', 'assets', asked],
    queryFn: ({ signal, pageParam }) => askAssets(asked, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const change = (more: AssetsAsked) => void go({ search: { ...asked, ...more }, replace: true })
  const found = data?.pages.flatMap(({ assets }) => assets) ?? []
  return (
    <section>
      <h2 className="sec">
        {t('city.assets')} <span>{format.count(data?.pages[0]?.count ?? 0)}</span>
      </h2>
      <form
        className="asked"
        onSubmit={(event) => {
          event.preventDefault()
          change({ q: typed.trim() })
        }}
      >
        <div className="field">
          <label htmlFor="city-q">{t('city.find')}</label>
          <input id="city-q" type="search" value={typed} onChange={({ target }) => setTyped(target.value)} />
        </div>
        <div className="field">
          <label htmlFor="city-kind">{t('city.kind')}</label>
          <select
            id="city-kind"
            value={asked.kind ?? ''}
            onChange={({ target }) => change({ kind: target.value === '' ? undefined : target.value } as AssetsAsked)}
          >
            <option value="">{t('city.any')}</option>
            {overview?.kinds.map(
              ({ kind, words, count }) =>
                kind !== null && (
                  <option key={kind} value={kind}>
                    {words?.[language] ?? kind} ({format.count(count)})
                  </option>
                ),
            )}
          </select>
        </div>
        <div className="field">
          <label htmlFor="city-unknown">{t('city.unknown')}</label>
          <select
            id="city-unknown"
            value={asked.unknown ?? ''}
            onChange={({ target }) => change({ unknown: missing.find((one) => one === target.value) } as AssetsAsked)}
          >
            <option value="">{t('city.nothing')}</option>
            {missing.map((one) => (
              <option key={one} value={one}>
                {t(`city.attribute.${one}`)} ({format.count(overview?.without[one] ?? 0)})
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="small">
          {t('city.look')}
        </button>
      </form>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found.length === 0 && <p className="soft">{t('city.noneFound')}</p>}
      {found.length > 0 && (
        <div className="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('city.attribute.name')}</th>
                <th scope="col">{t('city.attribute.kind')}</th>
                <th scope="col">{t('city.attribute.zone')}</th>
                <th scope="col">{t('city.attribute.owner')}</th>
                <th scope="col">{t('city.attribute.identifiers')}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((asset) => (
                <AssetRow key={asset.id} asset={asset} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <button type="button" className="small" onClick={() => void fetchNextPage()}>
          {t('city.more')}
        </button>
      )}
    </section>
  )
}

function AssetRow({ asset }: { readonly asset: CityAsset }) {
  const { t, language } = useWords()
  const kind = assetKindNames.find((one) => one === asset.kind)
  const nothing = <span className="faint">{t('unknown')}</span>
  return (
    <tr>
      <td>
        <Link to="/city/assets/$asset" params={{ asset: asset.id }}>
          {printable(asset.name)}
        </Link>
        {asset.conflicts.length > 0 && (
          <div className="meta">{t('city.conflicts', { count: asset.conflicts.length })}</div>
        )}
      </td>
      <td>{kind === undefined ? nothing : assetKindDefaults(kind).words[language]}</td>
      <td>{asset.zoneName === null ? nothing : printable(asset.zoneName)}</td>
      <td>{asset.ownerName === null ? nothing : printable(asset.ownerName)}</td>
      <td className="wire">
        {asset.identifiers.length === 0
          ? nothing
          : asset.identifiers.slice(0, 3).map(({ value }) => <div key={value}>{printable(value)}</div>)}
      </td>
    </tr>
  )
}

function Changes() {
  const { t } = useWords()
  const { data } = useQuery(versionsQuery)
  const undo = useCityChange((number: number) => post(`/city/versions/${number}/undo`, {}))
  return (
    <section>
      <h2 className="sec">
        {t('city.changes')} <span>{t('city.changesSays')}</span>
      </h2>
      {undo.error !== null && <Failed error={undo.error} />}
      <ul className="changes">
        {data?.versions.map((version) => (
          <li key={version.number}>
            <Change version={version} />
            <button
              type="button"
              className="small"
              aria-label={t('city.undoIt', { n: version.number })}
              aria-busy={undo.isPending}
              onClick={() => undo.mutate(version.number)}
            >
              {t('city.undo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Change({ version }: { readonly version: CityVersion }) {
  const { t, format } = useWords()
  const { number, at, who, about, added, updated, removed } = version
  const kind =
    (['import', 'answer', 'record', 'learnt', 'undo'] as const).find((one) => one === version.kind) ?? 'record'
  return (
    <div className="change">
      <MomentColumn time={at} />
      <p>
        <b>{t(`city.changed.${kind}`, { about: printable(about) })}</b>
        <span className="meta">
          {t('city.changedBy', {
            n: number,
            who: printable(who),
            added: format.count(added),
            updated: format.count(updated),
            removed: format.count(removed),
          })}
        </span>
      </p>
    </div>
  )
}
