import type { SearchParams } from '../app/search-params.ts'
import { Segmented } from '../design/segmented.tsx'
import { useWords } from '../words/use-words.ts'
import type { SavedSpan } from './shapes.ts'

interface TimeChoiceProps {
  readonly window: SavedSpan
  /** A stretch that was chosen on the histogram. */
  readonly stretch: { readonly from: number; readonly to: number } | undefined
  /** The search is around something: its own time holds. */
  readonly around: boolean
  readonly choose: (some: SearchParams) => void
}

/** Over which time: up to now, or a stretch that was chosen and can be left again. */
export function TimeChoice({ window, stretch, around, choose }: TimeChoiceProps) {
  const { t, format } = useWords()
  const leave = { from: undefined, to: undefined }
  return (
    <div className="ask-row">
      <span className="soft">{t('search.window')}</span>
      {around ? (
        <span>{t('search.aroundTime')}</span>
      ) : (
        <Segmented<SavedSpan | 'stretch'>
          label={t('search.window')}
          value={stretch === undefined ? window : 'stretch'}
          choices={[
            ['hour', t('search.windowHour')],
            ['day', t('search.windowDay')],
            ['week', t('search.windowWeek')],
            ['all', t('search.windowAll')],
          ]}
          choose={(chosen) => choose({ ...leave, ...(chosen === 'stretch' ? {} : { window: chosen }) })}
        />
      )}
      {stretch !== undefined && !around && (
        <span className="stretch">
          <span>{t('search.stretch', { from: format.full(stretch.from), to: format.full(stretch.to) })}</span>
          <button type="button" className="small" onClick={() => choose(leave)}>
            {t('search.stretchLeave')}
          </button>
        </span>
      )}
      <button type="submit" className="primary">
        {t('search.run')}
      </button>
    </div>
  )
}
