import './city.css'
import './segmentation.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTitle } from '../app/use-title.ts'
import { Graph } from '../design/graph.tsx'
import { Matrix } from '../design/matrix.tsx'
import { printable } from '../design/printable.ts'
import { Segmented } from '../design/segmented.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { BetweenZones } from './between-zones.tsx'
import { cellOf, pairKey, type Segmentation, segmentationQuery, type ZonePair } from './segmentation-api.ts'
import { graphOf } from './segmentation-graph.ts'
import { ZonesTable } from './zones-table.tsx'

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

function Zones({ seen }: { readonly seen: Segmentation }) {
  const { t, format } = useWords()
  const { zones, pairs } = seen
  const { from, to, zone, as } = useSearch({ from: '/inside/city/segmentation' })
  const go = useNavigate({ from: '/city/segmentation' })
  const byPair = useMemo(() => new Map(pairs.map((pair) => [pairKey(pair.from, pair.to), pair])), [pairs])
  const named = new Set(pairs.flatMap((pair) => [pair.from, pair.to]))
  const shown = zones.filter(({ id }) => named.has(id)).map(({ id, name }) => ({ id, label: printable(name) }))
  const against = pairs.filter(({ without }) => without > 0)
  const chosen = from === undefined || to === undefined ? undefined : { row: from, column: to }
  const nameOf = (id: string) => printable(zones.find((one) => one.id === id)?.name ?? id)
  const graph = useMemo(() => graphOf(seen, { t, format }), [seen, t, format])
  const open = (row: string, column: string) =>
    void go({ search: (now) => ({ ...now, from: row, to: column }), replace: true, resetScroll: false })
  return (
    <>
      <p className="told" role="status">
        {against.length === 0
          ? t(pairs.some(({ meant }) => meant > 0) ? 'segmentation.allMeant' : 'segmentation.noneSeen')
          : t('segmentation.against', { count: against.length, n: format.count(against.length) })}
      </p>
      <Segmented
        label={t('segmentation.as')}
        value={as ?? 'matrix'}
        choices={[
          ['matrix', t('segmentation.matrix')],
          ['graph', t('segmentation.graph')],
        ]}
        choose={(next) => void go({ search: next === 'graph' ? { as: next } : {}, replace: true, resetScroll: false })}
      />
      {as === 'graph' ? (
        <Graph
          label={t('segmentation.title')}
          nodes={graph.nodes}
          edges={graph.edges}
          chosen={zone}
          choose={(id) => void go({ search: { as, zone: id }, replace: true, resetScroll: false })}
        />
      ) : (
        <Matrix
          label={t('segmentation.title')}
          corner={t('segmentation.corner')}
          rows={shown}
          columns={shown}
          cell={(row, column) => cellOf(byPair.get(pairKey(row, column)), format.count)}
          choose={open}
          chosen={chosen}
        />
      )}
      {as === 'graph' && zone !== undefined && (
        <PairsOf zone={zone} pairs={pairs} nameOf={nameOf} open={open} chosen={chosen} />
      )}
      {chosen !== undefined && (
        <BetweenZones
          title={t('segmentation.between', { from: nameOf(chosen.row), to: nameOf(chosen.column) })}
          from={chosen.row}
          to={chosen.column}
          pair={byPair.get(pairKey(chosen.row, chosen.column))}
        />
      )}
      <ZonesTable zones={zones} />
    </>
  )
}

interface PairsProps {
  readonly zone: string
  readonly pairs: readonly ZonePair[]
  readonly chosen: { readonly row: string; readonly column: string } | undefined
  nameOf(id: string): string
  open(from: string, to: string): void
}

/** All pairs of one zone, what nobody meant first; each opens its flows. */
function PairsOf({ zone, pairs, chosen, nameOf, open }: PairsProps) {
  const { t, format } = useWords()
  const its = pairs.filter(({ from, to }) => from === zone || to === zone).sort((a, b) => b.without - a.without)
  return (
    <section>
      <h2 className="sec">{t('segmentation.ofZone', { zone: nameOf(zone) })}</h2>
      {its.length === 0 && <p className="soft">{t('segmentation.noPairs')}</p>}
      {its.length > 0 && (
        <table className="pairs">
          <thead>
            <tr>
              <th scope="col">{t('segmentation.pair')}</th>
              <th scope="col">{t('segmentation.seen')}</th>
            </tr>
          </thead>
          <tbody>
            {its.map(({ from, to, meant, within, without, conduits }) => (
              <tr key={pairKey(from, to)}>
                <td>
                  <button
                    type="button"
                    className="quiet"
                    aria-pressed={chosen?.row === from && chosen.column === to}
                    onClick={() => open(from, to)}
                  >
                    {t('segmentation.between', { from: nameOf(from), to: nameOf(to) })}
                  </button>
                </td>
                <td>
                  {without > 0 && (
                    <div className="missed">
                      {t('segmentation.flowsWithout', { count: without, n: format.count(without) })}
                    </div>
                  )}
                  {meant + within > 0 &&
                    t('segmentation.flowsMeant', { count: meant + within, n: format.count(meant + within) })}
                  {meant + within + without === 0 && conduits.length > 0 && t('segmentation.neverSeen')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
