import 'maplibre-gl/dist/maplibre-gl.css'
import { type GeoJSONSource, Map as GlSurface, setWorkerUrl } from 'maplibre-gl'
// A file of our own origin: the policy forbids blobs as workers.
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type RefObject, useEffect, useRef } from 'react'
import { type Colours, coloursOf } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { chosenFeature, featuresOf, layersOf, mostSingle, styleOf } from './gl-style.ts'
import type { MapHand, MapProps } from './map-hand.ts'
import { zooms } from './mercator.ts'

setWorkerUrl(worker)

interface GlMapProps extends MapProps<Drawing> {
  readonly hand: RefObject<MapHand | undefined>
  /** Changes with the theme. */
  readonly theme: string
  ready(): void
  /** WebGL is not there, or was lost. */
  failed(): void
}

/** The map by WebGL, without a tile, glyph or style of anybody else's. */
export function GlMap(props: GlMapProps) {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<GlSurface>(undefined)
  const now = useRef(props)
  now.current = props
  const { drawing, chosen, theme, label, hand } = props

  // Heaps are a property of the source: past the bound it is another map.
  const heaped = drawing.things.length > mostSingle
  useEffect(() => {
    const container = place.current
    if (container === null) return undefined
    let surface: GlSurface
    try {
      surface = open(container, now.current, heaped)
    } catch {
      now.current.failed()
      return undefined
    }
    map.current = surface
    hand.current = handOf(surface)
    wire(surface, now)
    // In a browser test that looks at what is drawn, and in nothing else.
    container.dataset['drawn'] = 'waits'
    surface.once('idle', () => {
      container.dataset['drawn'] = 'whole'
      now.current.ready()
    })
    return () => {
      hand.current = undefined
      map.current = undefined
      surface.remove()
    }
  }, [heaped, hand])

  useEffect(() => {
    const surface = map.current
    if (surface === undefined || !surface.isStyleLoaded()) return
    for (const [source, data] of Object.entries(featuresOf(drawing))) {
      surface.getSource<GeoJSONSource>(source)?.setData(data)
    }
  }, [drawing])

  useEffect(() => {
    const surface = map.current
    if (surface === undefined) return undefined
    const at = drawing.things.find(({ id }) => id === chosen)?.at
    const mark = () => surface.getSource<GeoJSONSource>('chosen')?.setData(chosenFeature(at))
    if (surface.isStyleLoaded()) mark()
    else surface.once('load', mark)
    return () => void surface.off('load', mark)
  }, [chosen, drawing])

  useEffect(() => {
    const surface = map.current
    if (theme !== '' && surface?.isStyleLoaded()) recolour(surface, coloursOf(surface.getContainer()))
  }, [theme])

  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', label)
  }, [label])

  return <div ref={place} className="gl-map" />
}

function open(container: HTMLElement, first: GlMapProps, heaped: boolean): GlSurface {
  const { drawing, view } = first
  const surface = new GlSurface({
    container,
    style: styleOf(drawing, coloursOf(container), heaped),
    center: [view.at[0], view.at[1]],
    zoom: view.zoom,
    minZoom: zooms.least,
    maxZoom: zooms.most,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    renderWorldCopies: false,
    fadeDuration: 0,
    pixelRatio: Math.min(devicePixelRatio, 2),
    locale: { 'Map.Title': first.label },
  })
  surface.touchZoomRotate.disableRotation()
  surface.keyboard.disableRotation()
  return surface
}

/** The map tells where it looks and what was clicked. */
function wire(surface: GlSurface, now: RefObject<GlMapProps>): void {
  const tell = (settled: 'moving' | 'settled') => {
    const { lng, lat } = surface.getCenter()
    now.current.moved({ at: [lng, lat], zoom: surface.getZoom() }, settled)
  }
  surface.on('move', () => tell('moving'))
  surface.on('moveend', () => tell('settled'))
  surface.on('click', ({ point }) => {
    // A finger is wider than a mark.
    const near: [[number, number], [number, number]] = [
      [point.x - 8, point.y - 8],
      [point.x + 8, point.y + 8],
    ]
    const [found] = surface.queryRenderedFeatures(near, { layers: ['thing', 'heap'] })
    if (found === undefined) return
    const id: unknown = found.properties['id']
    if (typeof id === 'string') return now.current.choose(id)
    surface.easeTo({ center: surface.unproject(point), zoom: surface.getZoom() + 1.5 })
  })
  for (const layer of ['thing', 'heap']) {
    surface.on('mouseenter', layer, () => {
      surface.getCanvas().style.cursor = 'pointer'
    })
    surface.on('mouseleave', layer, () => {
      surface.getCanvas().style.cursor = ''
    })
  }
  surface.on('webglcontextlost', () => now.current.failed())
}

function handOf(surface: GlSurface): MapHand {
  return {
    zoom: (by) => void surface.easeTo({ zoom: surface.getZoom() + by }),
    pan: (dx, dy) => void surface.panBy([dx, dy]),
    look: ({ at, zoom }) => void surface.easeTo({ center: [at[0], at[1]], zoom, duration: 300 }),
  }
}

/** The colours of another theme, on the same ground. */
function recolour(surface: GlSurface, colours: Colours): void {
  for (const { id, paint } of layersOf(colours)) {
    for (const [name, value] of Object.entries(paint ?? {})) surface.setPaintProperty(id, name as never, value as never)
  }
}
