import { Glyph } from '../../design/glyph.tsx'
import { useWords } from '../../words/use-words.ts'
import type { Drawing } from './drawing.ts'

const layers = ['ground', 'zones', 'things'] as const

interface LegendProps {
  readonly drawing: Drawing
  readonly hidden: readonly string[]
  /** Whether lines from zone to zone are drawn. */
  readonly flows: boolean
  drawFlows(on: boolean): void
  hideLayers(names: readonly string[]): void
}

/** What the marks mean, of those that are there, and which layers are drawn. */
export function Legend({ drawing, hidden, flows, drawFlows, hideLayers }: LegendProps) {
  const { t } = useWords()
  const severities = (['critical', 'high', 'medium', 'low', 'info'] as const).filter((severity) =>
    drawing.things.some(({ incident }) => incident === severity),
  )
  const states = (['usual', 'misfit', 'undeclared'] as const).filter((state) =>
    drawing.things.some((thing) => thing.state === state),
  )
  return (
    <div className="map-legend">
      <ul aria-label={t('map.legend')}>
        {severities.map((severity) => (
          <li key={severity}>
            <Glyph severity={severity} /> {t(`severity.${severity}`)}
          </li>
        ))}
        {states.map((state) => (
          <li key={state}>
            <span className={`dot ${state}`} aria-hidden="true" /> {t(`map.state.${state}`)}
          </li>
        ))}
        {flows &&
          (['meant', 'without'] as const).map((kind) => (
            <li key={kind}>
              <span className={`stroke ${kind}`} aria-hidden="true" /> {t(`map.flow.${kind}`)}
            </li>
          ))}
      </ul>
      <fieldset aria-label={t('map.ground')}>
        {layers.map((layer) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={!hidden.includes(layer)}
              onChange={({ target }) =>
                hideLayers(layers.filter((one) => (one === layer ? !target.checked : hidden.includes(one))))
              }
            />
            {t(`map.layer.${layer}`)}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={flows} onChange={({ target }) => drawFlows(target.checked)} />
          {t('map.layer.flows')}
        </label>
      </fieldset>
    </div>
  )
}
