import { useWords } from '../words/use-words.ts'
import { isPart, moved, type View, zoomed } from './zoom.ts'

interface ZoomToolsProps {
  readonly view: View
  readonly whole: View
  readonly look: (view: View | undefined) => void
}

/** Closer, further, earlier, later, and all of it: what the keys of a drawing over time do, as buttons. */
export function ZoomTools({ view, whole, look }: ZoomToolsProps) {
  const { t, format } = useWords()
  const part = isPart(view, whole)
  return (
    <p className="zoom-tools no-paper">
      <button
        type="button"
        className="small"
        aria-label={t('parts.closer')}
        onClick={() => look(zoomed(view, whole, 0.5))}
      >
        +
      </button>
      {part && (
        <>
          <button
            type="button"
            className="small"
            aria-label={t('parts.further')}
            onClick={() => look(zoomed(view, whole, 2))}
          >
            −
          </button>
          <button
            type="button"
            className="small"
            aria-label={t('parts.earlier')}
            disabled={view.from <= whole.from}
            onClick={() => look(moved(view, whole, -0.5))}
          >
            ←
          </button>
          <button
            type="button"
            className="small"
            aria-label={t('parts.later')}
            disabled={view.to >= whole.to}
            onClick={() => look(moved(view, whole, 0.5))}
          >
            →
          </button>
          <button type="button" className="small" onClick={() => look(undefined)}>
            {t('parts.whole')}
          </button>
        </>
      )}
      <span className="faint" role="status">
        {part ? t('parts.shown', { from: format.full(view.from), to: format.full(view.to) }) : ''}
      </span>
    </p>
  )
}

/** What a key looks at: `+`, `-`, `0`, Shift and arrows; nothing where the key is another one. */
export function lookedAt(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  view: View,
  whole: View,
): View | undefined {
  if (key === '+' || key === '=') return zoomed(view, whole, 0.5)
  if (key === '-') return zoomed(view, whole, 2)
  if (key === '0') return whole
  if (shiftKey && key === 'ArrowLeft') return moved(view, whole, -0.5)
  if (shiftKey && key === 'ArrowRight') return moved(view, whole, 0.5)
  return undefined
}
