import '../map/map.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { printable } from '../../design/printable.ts'
import { useWidth } from '../../design/use-width.ts'
import { useWords } from '../../words/use-words.ts'
import type { CityAsset } from '../city-api.ts'
import { drawingOf } from '../map/drawing.ts'
import { placesQuery } from '../map/places-api.ts'
import { SvgMap } from '../map/svg-map.tsx'
import { thingsOf } from '../map/things.ts'

const high = 200
const none = new Map<string, never>()
const still = () => {}

/** Where something stands: its surroundings as a small map, and the words that people use for it. */
export function Where({ asset }: { readonly asset: CityAsset }) {
  const { t } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(340)
  const { data: places } = useQuery(placesQuery)
  const drawn = useMemo(() => {
    if (places === undefined) return undefined
    const things = thingsOf(places, none)
    const own = things.find(({ id }) => id === asset.id)
    return own?.at === undefined
      ? undefined
      : { at: own.at, drawing: drawingOf(places, things, things, () => '', 'place') }
  }, [places, asset.id])
  const words = [asset.address, asset.zoneName, asset.ownerName].filter((one) => one !== null)
  return (
    <section>
      <h2 className="sec">{t('entity.where')}</h2>
      <p>{words.length === 0 ? t('entity.nowhere') : words.map(printable).join(' · ')}</p>
      <div ref={frame} className="small-map">
        {drawn !== undefined && (
          <SvgMap
            drawing={drawn.drawing}
            view={{ at: drawn.at, zoom: 14.5 }}
            size={{ width, height: high }}
            label={t('entity.mapOf', { name: printable(asset.name) })}
            chosen={asset.id}
            moved={still}
            choose={still}
          />
        )}
      </div>
      <p>
        <Link to="/city" search={{ asset: asset.id, list: 'things' }}>
          {t('map.onMap')}
        </Link>
      </p>
    </section>
  )
}
