import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSettings } from '../../app/settings.ts'
import { useMedia } from '../../app/use-media.ts'
import { useWords } from '../../words/use-words.ts'
import type { Drawing } from './drawing.ts'
import type { Arc } from './flow-arcs.ts'
import { hasWebGl } from './has-webgl.ts'
import { MapControls } from './map-controls.tsx'
import type { MapHand } from './map-hand.ts'
import { type Box, boxOf, fitted, movedBy, projection, type Size, type View, zoomedAt } from './mercator.ts'
import { Overlay } from './overlay.tsx'
import { SvgMap } from './svg-map.tsx'

const GlMap = lazy(async () => ({ default: (await import('./gl-map.tsx')).GlMap }))

interface MapStageProps {
  readonly drawing: Drawing
  readonly arcs: readonly Arc[]
  /** The box of the address, where it names one. */
  readonly box: Box | undefined
  readonly chosen: string | undefined
  /** How it is drawn, whatever the machine does better. */
  readonly draw: 'gl' | 'svg' | undefined
  choose(id: string): void
  /** The hand let go: this is now looked at; absent: the whole city. */
  looked(box: Box | undefined): void
}

/** Milliseconds that a map lies still before its place stands in the address. */
const rest = 300

/** The whole of nothing: a city without a single place or thing. */
const everywhere: Box = [-170, -60, 170, 75]

/**
 * The map: drawn at once as SVG, and by WebGL as soon as that has come and is ready. Both show the same view, so that
 * nothing jumps; where no graphics processor does WebGL the drawing stays.
 */
export function MapStage({ drawing, arcs, box, chosen, draw, choose, looked }: MapStageProps) {
  const { t, format } = useWords()
  const { theme } = useSettings()
  const dark = useMedia('(prefers-color-scheme: dark)')
  const place = useRef<HTMLDivElement>(null)
  const hand = useRef<MapHand>(undefined)
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined)
  const size = useSize(place)
  const whole = drawing.box ?? everywhere
  const [view, setView] = useState<View>()
  const [gl, setGl] = useState<'waits' | 'ready' | 'failed'>('waits')
  const now = view ?? (size === undefined ? undefined : fitted(box ?? whole, size))

  const moved = useCallback(
    (next: View, settled: 'moving' | 'settled') => {
      setView(next)
      clearTimeout(wait.current)
      if (settled === 'settled' && size !== undefined) {
        wait.current = setTimeout(() => looked(boxOf(next, size)), rest)
      }
    },
    [looked, size],
  )
  useEffect(() => () => clearTimeout(wait.current), [])
  const look = useCallback((next: View) => {
    if (hand.current === undefined) setView(next)
    else hand.current.look(next)
  }, [])
  useChosenInView(drawing, chosen, now, size, look)
  useFitAnew(drawing, size, look)

  const steps: MapHand | undefined = useMemo(
    () =>
      now === undefined || size === undefined
        ? undefined
        : {
            zoom: (by) => (hand.current ? hand.current.zoom(by) : moved(zoomedAt(now, by, size), 'settled')),
            pan: (dx, dy) => (hand.current ? hand.current.pan(dx, dy) : moved(movedBy(now, dx, dy), 'settled')),
            look: () => {
              look(fitted(whole, size))
              looked(undefined)
            },
          },
    [now, size, moved, look, looked, whole],
  )
  const label = t('map.label', { n: format.count(drawing.things.length) })
  const usesGl = (draw ?? (hasWebGl() ? 'gl' : 'svg')) === 'gl' && gl !== 'failed'
  return (
    <div ref={place} className="map-stage" data-drawn-by={usesGl && gl === 'ready' ? 'gl' : 'svg'}>
      {now !== undefined && size !== undefined && (
        <>
          {usesGl && (
            <Suspense>
              <GlMap
                drawing={drawing}
                view={now}
                label={label}
                chosen={chosen}
                moved={moved}
                choose={choose}
                hand={hand}
                theme={`${theme} ${dark}`}
                ready={() => setGl('ready')}
                failed={() => setGl('failed')}
              />
            </Suspense>
          )}
          {!(usesGl && gl === 'ready') && (
            <SvgMap
              drawing={drawing}
              view={now}
              size={size}
              label={label}
              chosen={chosen}
              moved={moved}
              choose={choose}
            />
          )}
          <Overlay drawing={drawing} arcs={arcs} view={now} size={size} chosen={chosen} choose={choose} />
          {steps !== undefined && <MapControls hand={steps} size={size} />}
        </>
      )}
    </div>
  )
}

/** What is chosen in the list comes into view; what is in view stays where it is. */
function useChosenInView(
  drawing: Drawing,
  chosen: string | undefined,
  view: View | undefined,
  size: Size | undefined,
  look: (view: View) => void,
): void {
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (chosen === shown.current || view === undefined || size === undefined) return
    const at = drawing.things.find(({ id }) => id === chosen)?.at
    if (chosen !== undefined && at === undefined) return
    shown.current = chosen
    if (at === undefined) return
    const [x, y] = projection(view, size)(at)
    if (x > 24 && y > 24 && x < size.width - 24 && y < size.height - 24) return
    look({ at, zoom: Math.max(view.zoom, 14) })
  }, [chosen, drawing, view, size, look])
}

/** Another arrangement of things is another ground: it is looked at whole. */
function useFitAnew({ schematic, box }: Drawing, size: Size | undefined, look: (view: View) => void): void {
  const before = useRef(schematic)
  useEffect(() => {
    if (before.current === schematic || size === undefined) return
    before.current = schematic
    look(fitted(box ?? everywhere, size))
  }, [schematic, box, size, look])
}

function useSize(place: { readonly current: HTMLElement | null }): Size | undefined {
  const [size, setSize] = useState<Size>()
  useEffect(() => {
    const { current } = place
    if (current === null) return undefined
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = current
      if (width > 0 && height > 0)
        setSize((was) => (was?.width === width && was.height === height ? was : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [place])
  return size
}
