import './city.css'
import './segmentation.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { Matrix } from '../design/matrix.tsx'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { useCityChange } from './city-api.ts'
import {
  type ConduitBetween,
  cellOf,
  type Flow,
  flowsBetween,
  pairKey,
  type Segmentation,
  searchOf,
  segmentationQuery,
  type ZonePair,
  type ZoneRow,
  zoneModes,
} from './segmentation-api.ts'

/** Zones against zones: which flows are meant, which were seen. A cell opens its conduits and flows. */
export function SegmentationPage() {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(segmentationQuery)
  useTitle(t('segmentation.title'))
  return (
    <div className="pad city segmentation">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('segmentation.title')}</h1>
      <p className="soft">{t('segmentation.says')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.zones.length === 0 && <Empty says={t('segmentation.none')}>{t('segmentation.noneSays')}</Empty>}
      {data !== undefined && data.zones.length > 0 && <Zones seen={data} />}
    </div>
  )
}

function Zones({ seen: { zones, pairs } }: { readonly seen: Segmentation }) {
  const { t, format } = useWords()
  const { from, to } = useSearch({ from: '/inside/city/segmentation' })
  const go = useNavigate({ from: '/city/segmentation' })
  const byPair = new Map(pairs.map((pair) => [pairKey(pair.from, pair.to), pair]))
  const named = new Set(pairs.flatMap((pair) => [pair.from, pair.to]))
  const shown = zones.filter(({ id }) => named.has(id)).map(({ id, name }) => ({ id, label: printable(name) }))
  const against = pairs.filter(({ without }) => without > 0)
  const chosen = from === undefined || to === undefined ? undefined : { row: from, column: to }
  const nameOf = (id: string) => printable(zones.find((zone) => zone.id === id)?.name ?? id)
  return (
    <>
      <p className="told" role="status">
        {against.length === 0
          ? t(pairs.some(({ meant }) => meant > 0) ? 'segmentation.allMeant' : 'segmentation.noneSeen')
          : t('segmentation.against', { count: against.length, n: format.count(against.length) })}
      </p>
      <Matrix
        label={t('segmentation.title')}
        corner={t('segmentation.corner')}
        rows={shown}
        columns={shown}
        cell={(row, column) => cellOf(byPair.get(pairKey(row, column)), format.count)}
        choose={(row, column) => void go({ search: { from: row, to: column }, replace: true, resetScroll: false })}
        chosen={chosen}
      />
      {chosen !== undefined && (
        <Between
          title={t('segmentation.between', { from: nameOf(chosen.row), to: nameOf(chosen.column) })}
          from={chosen.row}
          to={chosen.column}
          pair={byPair.get(pairKey(chosen.row, chosen.column))}
        />
      )}
      <section>
        <h2>{t('city.zones')}</h2>
        <div className="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('segmentation.zone')}</th>
                <th scope="col">{t('segmentation.layer')}</th>
                <th scope="col" className="num">
                  {t('city.assets')}
                </th>
                <th scope="col">{t('segmentation.level')}</th>
                <th scope="col">{t('segmentation.mode')}</th>
              </tr>
            </thead>
            <tbody>
              {zones.map((zone) => (
                <Zone key={zone.id} zone={zone} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  )
}

function Zone({ zone: { id, name, layer, targetLevel, achievedLevel, assets, mode } }: { readonly zone: ZoneRow }) {
  const { t, format } = useWords()
  const may = useMay()
  const change = useCityChange((next: string) => put(`/city/zones/${encodeURIComponent(id)}/mode`, { mode: next }))
  const missed = targetLevel !== null && achievedLevel !== null && achievedLevel < targetLevel
  return (
    <tr>
      <th scope="row">
        <Link to="/city" search={{ zone: id }}>
          {printable(name)}
        </Link>
      </th>
      <td>{layer === null ? '' : t(`segmentation.layers.${layer as Layer}`)}</td>
      <td className="num">{format.count(assets)}</td>
      <td className={missed ? 'missed' : ''}>
        {targetLevel === null
          ? t('segmentation.noLevel')
          : t(
              achievedLevel === null ? 'segmentation.wanted' : missed ? 'segmentation.missed' : 'segmentation.reached',
              {
                target: targetLevel,
                achieved: achievedLevel ?? '',
              },
            )}
      </td>
      <td>
        {may('city.manage') ? (
          <select
            aria-label={t('segmentation.modeOf', { zone: printable(name) })}
            value={mode}
            disabled={change.isPending}
            onChange={({ target }) => change.mutate(target.value)}
          >
            {zoneModes.map((one) => (
              <option key={one} value={one}>
                {t(`segmentation.modes.${one}`)}
              </option>
            ))}
          </select>
        ) : (
          t(`segmentation.modes.${mode}`)
        )}
        {change.error !== null && <Failed error={change.error} />}
      </td>
    </tr>
  )
}

type Layer = 'safety' | 'field' | 'control' | 'operations' | 'enterprise' | 'perimeter' | 'public' | 'outside'

interface BetweenProps {
  readonly title: string
  readonly from: string
  readonly to: string
  readonly pair: ZonePair | undefined
}

function Between({ title, from, to, pair }: BetweenProps) {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(flowsBetween(from, to))
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="conduits">
        {(pair?.conduits ?? []).map((conduit) => (
          <li key={conduit.id}>
            <b>{printable(conduit.name)}</b> <span className="wire">{spoken(conduit)}</span>{' '}
            <span className="faint">
              {conduit.encryption === null
                ? t('segmentation.encryptionUnknown')
                : t('segmentation.encrypted', { by: printable(conduit.encryption) })}
            </span>
          </li>
        ))}
      </ul>
      {(pair?.conduits.length ?? 0) === 0 && (
        <p className="soft">{t(from === to ? 'segmentation.inside' : 'segmentation.noConduit')}</p>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data?.flows.length === 0 && <p className="soft">{t('segmentation.noFlow')}</p>}
      {data !== undefined && data.flows.length > 0 && (
        <div className="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('segmentation.who')}</th>
                <th scope="col">{t('segmentation.whom')}</th>
                <th scope="col">{t('segmentation.over')}</th>
                <th scope="col" className="num">
                  {t('segmentation.times')}
                </th>
                <th scope="col">{t('learnt.last')}</th>
                <th scope="col">{t('segmentation.judged')}</th>
              </tr>
            </thead>
            <tbody>
              {data.flows.map((flow) => (
                <FlowRow
                  key={`${flow.from.end} ${flow.to.end} ${flow.transport} ${flow.port} ${flow.app}`}
                  flow={flow}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data !== undefined && data.count > data.flows.length && (
        <p className="soft">{t('learnt.more', { n: format.count(data.flows.length) })}</p>
      )}
    </section>
  )
}

function spoken({ protocol, ports }: ConduitBetween): string {
  const numbers = ports.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
  return printable([protocol ?? '', numbers].filter((part) => part !== '').join(' '))
}

function FlowRow({ flow }: { readonly flow: Flow }) {
  const { t, format } = useWords()
  const { from, to, transport, port, app, judged, last, count } = flow
  const q = searchOf(flow)
  const over = `${app === '' ? transport : app}${port === 0 ? '' : ` ${port}`}`
  return (
    <tr>
      <End end={from} />
      <End end={to} />
      <td className="wire">
        {q === undefined ? (
          printable(over)
        ) : (
          <Link to="/search" search={{ q, window: 'all' }} title={t('segmentation.events')}>
            {printable(over)}
          </Link>
        )}
      </td>
      <td className="num">{format.count(count)}</td>
      <td>
        <MomentColumn time={last} />
      </td>
      <td className={judged === 'without' ? 'missed' : ''}>{t(`segmentation.is.${judged}`)}</td>
    </tr>
  )
}

function End({ end: { end, asset, assetName } }: { readonly end: Flow['from'] }) {
  return (
    <td>
      {asset === null ? (
        <span className="wire">{printable(end)}</span>
      ) : (
        <Link to="/city/$asset" params={{ asset }}>
          {printable(assetName ?? end)}
        </Link>
      )}
      {asset !== null && assetName !== end && <div className="meta wire">{printable(end)}</div>}
    </td>
  )
}
