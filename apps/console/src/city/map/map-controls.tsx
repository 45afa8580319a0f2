import { useWords } from '../../words/use-words.ts'
import type { MapHand } from './map-hand.ts'
import type { Size, View } from './mercator.ts'

/** Where a hand that looks at the whole needs no view of its own. */
const anywhere: View = { at: [0, 0], zoom: 0 }

/** The map without dragging (WCAG 2.5.7): closer, farther, four ways, and the whole. */
export function MapControls({ hand, size }: { readonly hand: MapHand; readonly size: Size }) {
  const { t } = useWords()
  const [dx, dy] = [size.width / 3, size.height / 3]
  const acts = [
    ['closer', 'M7 2v10M2 7h10', () => hand.zoom(1)],
    ['farther', 'M2 7h10', () => hand.zoom(-1)],
    ['whole', 'M2 5V2h3M9 2h3v3M12 9v3H9M5 12H2V9', () => hand.look(anywhere)],
    ['north', 'M7 12V3M3 7l4-4 4 4', () => hand.pan(0, -dy)],
    ['south', 'M7 2v9M3 7l4 4 4-4', () => hand.pan(0, dy)],
    ['west', 'M12 7H3M7 3 3 7l4 4', () => hand.pan(-dx, 0)],
    ['east', 'M2 7h9M7 3l4 4-4 4', () => hand.pan(dx, 0)],
  ] as const
  return (
    <fieldset className="map-controls" aria-label={t('map.controls')}>
      {acts.map(([name, path, act]) => (
        <button
          key={name}
          type="button"
          className="small"
          aria-label={t(`map.${name}`)}
          title={t(`map.${name}`)}
          onClick={act}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d={path} fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>
        </button>
      ))}
    </fieldset>
  )
}
