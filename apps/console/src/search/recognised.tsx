import { Link } from '@tanstack/react-router'
import { readSeen, type SeenAsset } from '@tocsin/event'
import type { QueryRow } from '../api/contract.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'

const ends = [
  { role: 'source', zone: 'src_endpoint.zone' },
  { role: 'target', zone: 'dst_endpoint.zone' },
  { role: 'device', zone: 'device.zone' },
] as const

/** What of the city an event names, as it was recognised when it was received; nothing where nothing was. */
export function Recognised({ row }: { readonly row: QueryRow }) {
  const { t } = useWords()
  const told = row['seen']
  if (typeof told !== 'string') return null
  const { version, assets } = readSeen(told)
  const flow = flowIn(row['flow'])
  return (
    <section aria-label={t('recognised.title')}>
      <p className="soft">
        {t('recognised.title')}, {t('recognised.version', { version })}
      </p>
      <dl className="proof">
        {ends.map(({ role, zone }) => {
          const of = assets.filter((one) => one.role === role)
          const stands = row[zone]
          if (of.length === 0 && typeof stands !== 'string') return null
          return (
            <div key={role}>
              <dt>{t(`recognised.${role}`)}</dt>
              <dd>
                <span className="pivots">
                  {of.map((one) => (
                    <Asset key={one.asset} of={one} />
                  ))}
                  {typeof stands === 'string' && <span>{t('recognised.zone', { zone: printable(stands) })}</span>}
                </span>
              </dd>
            </div>
          )
        })}
        {flow !== undefined && (
          <div>
            <dt>{t('recognised.flow')}</dt>
            <dd>{t(`recognised.${flow}`, { conduit: printable(String(row['conduit'] ?? '')) })}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Asset({ of: { asset, confidence } }: { readonly of: SeenAsset }) {
  const { t, format } = useWords()
  const may = useMay()
  return (
    <span>
      {may('city.read') ? (
        <Link to="/city/assets/$asset" params={{ asset }}>
          {printable(asset)}
        </Link>
      ) : (
        printable(asset)
      )}{' '}
      <span className="faint">{t('recognised.sure', { share: format.share(confidence) })}</span>
    </span>
  )
}

function flowIn(value: unknown) {
  return (['within', 'meant', 'without'] as const).find((one) => one === value)
}
