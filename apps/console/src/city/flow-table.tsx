import { Link } from '@tanstack/react-router'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { useWords } from '../words/use-words.ts'
import { type Flow, searchOf } from './segmentation-api.ts'

/** Who spoke with whom, over what, how often, and whether that is meant; over what leads to the records. */
export function FlowTable({ flows }: { readonly flows: readonly Flow[] }) {
  const { t } = useWords()
  return (
    <ScrollX label={t('map.tab.flows')}>
      <table className="flows">
        <thead>
          <tr>
            <th scope="col">{t('segmentation.who')}</th>
            <th scope="col">{t('segmentation.whom')}</th>
            <th scope="col">{t('segmentation.over')}</th>
            <th scope="col" className="num">
              {t('segmentation.times')}
            </th>
            <th scope="col">{t('segmentation.first')}</th>
            <th scope="col">{t('learnt.last')}</th>
            <th scope="col">{t('segmentation.judged')}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow
              key={`${flow.from.end} ${flow.to.end} ${flow.transport} ${flow.port} ${flow.source}`}
              flow={flow}
            />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function FlowRow({ flow }: { readonly flow: Flow }) {
  const { t, format } = useWords()
  const { from, to, transport, port, app, judged, first, last, count } = flow
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
        <MomentColumn time={first} />
      </td>
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
        <Link to="/city/assets/$asset" params={{ asset }}>
          {printable(assetName ?? end)}
        </Link>
      )}
      {asset !== null && assetName !== end && <div className="meta wire">{printable(end)}</div>}
    </td>
  )
}
