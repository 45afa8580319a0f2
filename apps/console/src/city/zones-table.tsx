import { Link } from '@tanstack/react-router'
import { put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { useCityChange } from './city-api.ts'
import { type ZoneRow, zoneModes } from './segmentation-api.ts'

/** Each zone with its level, and what becomes of its flows that have no conduit. */
export function ZonesTable({ zones }: { readonly zones: readonly ZoneRow[] }) {
  const { t } = useWords()
  return (
    <section>
      <h2 className="sec">{t('city.zones')}</h2>
      <ScrollX label={t('city.zones')}>
        <table className="zones">
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
      </ScrollX>
    </section>
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
