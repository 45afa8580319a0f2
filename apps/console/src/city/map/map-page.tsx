import './map.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { useHand } from '../../actions/desk.ts'
import { useMay } from '../../api/may.ts'
import type { CityMapParams } from '../../app/search-params.ts'
import { useTitle } from '../../app/use-title.ts'
import { Segmented } from '../../design/segmented.tsx'
import { Empty, Failed, Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { ChosenCard } from './chosen-card.tsx'
import { type Drawing, drawingOf } from './drawing.ts'
import { Filters } from './filters.tsx'
import { Legend } from './legend.tsx'
import { MapStage } from './map-stage.tsx'
import { boxText, readBox } from './mercator.ts'
import { gravestOf, useOpenIncidents } from './open-incidents.ts'
import { type Places, placesQuery } from './places-api.ts'
import { thingsOf, wantedOf } from './things.ts'
import { kindWords, Twin } from './twin.tsx'
import { useFlows } from './use-flows.ts'

/** The city as a map and as a list: the same things, one selection, all of it in the address. */
export function CityMapPage() {
  const { t } = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery(placesQuery)
  useTitle(t('map.title'))
  if (error !== null && data === undefined) {
    return (
      <div className="pad">
        <h1 className="title">{t('map.title')}</h1>
        <Failed error={error} retry={() => void refetch()} />
      </div>
    )
  }
  if (data === undefined || data.count === 0) {
    return (
      <div className="pad">
        <h1 className="title">{t('map.title')}</h1>
        {data === undefined ? (
          <Loading />
        ) : (
          <Empty says={t('city.none')}>
            {may('city.manage') ? (
              <>
                <Link to="/city/import">{t('city.noneFix')}</Link> · <Link to="/city/start">{t('starters.link')}</Link>
              </>
            ) : (
              t('city.noneAsk')
            )}
          </Empty>
        )}
      </div>
    )
  }
  return <CityMap places={data} />
}

function CityMap({ places }: { readonly places: Places }) {
  const { t, format, language } = useWords()
  const may = useMay()
  const asked = useSearch({ from: '/inside/city' })
  const navigate = useNavigate({ from: '/city' })
  const field = useRef<HTMLInputElement>(null)
  const pick = useRef<HTMLDivElement>(null)
  const incidents = useOpenIncidents()
  const { q, kind, zone, service, by = 'place', hide = '' } = asked
  const things = useMemo(() => thingsOf(places, gravestOf(incidents)), [places, incidents])
  const shown = useMemo(
    () => wantedOf(places, things, { q, kind, zone, service }),
    [places, things, q, kind, zone, service],
  )
  const whole = useMemo(
    () => drawingOf(places, things, shown, (of) => kindWords(of, language) ?? t('unknown'), by),
    [places, things, shown, by, language, t],
  )
  const drawing = useMemo(() => without(whole, hide.split(',')), [whole, hide])
  const arcs = useFlows(asked.flows === 'on', places, drawing, asked.asset)
  const narrowed = q !== undefined || kind !== undefined || zone !== undefined || service !== undefined
  const list = asked.list ?? (incidents.length > 0 && !narrowed ? 'incidents' : 'things')

  const set = useCallback(
    (some: { readonly [_ in keyof CityMapParams]?: CityMapParams[_] | undefined }) =>
      void navigate({ search: (before) => ({ ...before, ...some }) as CityMapParams, replace: true }),
    [navigate],
  )
  const choose = useCallback((id: string | undefined) => set({ asset: id }), [set])
  const looked = useCallback(
    (box: Parameters<typeof boxText>[0] | undefined) => set({ box: box && boxText(box) }),
    [set],
  )
  const box = useMemo(() => readBox(asked.box), [asked.box])
  const at = shown.findIndex(({ id }) => id === asked.asset)
  const chosen = at === -1 ? things.find(({ id }) => id === asked.asset) : shown[at]
  useHand('list', {
    move: (by) => {
      const next =
        shown[at === -1 ? (by === 1 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by))]
      if (next !== undefined) set({ asset: next.id, list: 'things' })
    },
    open: () => {
      if (chosen !== undefined) void navigate({ to: '/city/assets/$asset', params: { asset: chosen.id } })
    },
    close: asked.asset === undefined ? undefined : () => choose(undefined),
    fresh: undefined,
  })
  useHand('filter', { focus: () => field.current?.focus() })

  const unplaced = whole.schematic ? 0 : shown.length - whole.things.length
  const placed = things.some(({ at: where }) => where !== undefined)
  return (
    <div className="city-map">
      <h1 className="sr">{t('map.title')}</h1>
      <div className="map-bar">
        <Filters asked={asked} places={places} field={field} set={set} />
        {placed && places.zones.length > 0 && (
          <Segmented
            label={t('map.order')}
            value={by}
            choices={[
              ['place', t('map.byPlace')],
              ['zone', t('map.byZones')],
            ]}
            choose={(next) => set({ by: next === 'place' ? undefined : next, box: undefined })}
          />
        )}
        <nav className="map-links" aria-label={t('map.title')}>
          <Link to="/city/inventory">{t('map.inventory')}</Link>
          <Link to="/city/segmentation">{t('segmentation.title')}</Link>
          {may('sends.read') && <Link to="/city/sends">{t('sends.title')}</Link>}
          <Link to="/city/discrepancies">{t('learnt.title')}</Link>
          <Link to="/city/questions">{t('city.questions')}</Link>
        </nav>
      </div>
      <div className="map-split">
        <div className="map-side">
          <MapStage
            drawing={drawing}
            arcs={arcs}
            box={box}
            chosen={chosen?.id}
            draw={asked.draw}
            choose={choose}
            looked={looked}
          />
          <Legend
            drawing={whole}
            hidden={hide.split(',')}
            flows={asked.flows === 'on'}
            drawFlows={(on) => set({ flows: on ? 'on' : undefined })}
            hideLayers={(names) => set({ hide: names.length === 0 ? undefined : names.join(',') })}
          />
        </div>
        <aside className="twin" aria-label={t('map.list')}>
          {whole.schematic && <p className="soft note">{t(placed ? 'map.byZone' : 'map.schematic')}</p>}
          {unplaced > 0 && (
            <p className="soft note">{t('map.unplaced', { count: unplaced, n: format.count(unplaced) })}</p>
          )}
          {places.count > things.length && (
            <p className="soft note">
              {t('map.left', { n: format.count(things.length), all: format.count(places.count) })}
            </p>
          )}
          {chosen !== undefined && <ChosenCard thing={chosen} close={() => choose(undefined)} />}
          <Twin
            list={list}
            places={places}
            things={things}
            shown={shown}
            incidents={incidents}
            chosen={chosen?.id}
            pick={pick}
            choose={choose}
            show={(next) => set({ list: next })}
            narrow={(to) => set({ ...to, list: 'things' })}
          />
        </aside>
      </div>
    </div>
  )
}

/** What is drawn, but for the layers that somebody hides. The list keeps everything. */
function without(drawing: Drawing, hidden: readonly string[]): Drawing {
  return {
    ...drawing,
    ground: hidden.includes('ground') ? [] : drawing.ground,
    zones: hidden.includes('zones') ? [] : drawing.zones,
    lines: hidden.includes('zones') ? [] : drawing.lines,
    things: hidden.includes('things') ? [] : drawing.things,
  }
}
