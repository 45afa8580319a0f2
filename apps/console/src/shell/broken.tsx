import type { ErrorComponentProps } from '@tanstack/react-router'
import { useWords } from '../words/use-words.ts'

/** A bug of this console: what is safe, and the text to report. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useWords()
  return (
    <div className="state pad" role="alert">
      <p className="told">{t('error.broken')}</p>
      <p className="soft">{t('error.brokenSafe')}</p>
      <p className="wire">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" className="small" onClick={reset}>
        {t('error.retry')}
      </button>
    </div>
  )
}
