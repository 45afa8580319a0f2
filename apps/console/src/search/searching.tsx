import { Empty, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'

interface SearchingProps {
  /** Somebody has ended it. */
  readonly stopped: boolean
  readonly cancel: () => void
  readonly again: () => unknown
}

/** A search that runs, with the way to end it; or that was ended, with the way to begin again. */
export function Searching({ stopped, cancel, again }: SearchingProps) {
  const { t } = useWords()
  if (stopped) {
    return (
      <section className="found">
        <Empty says={t('search.cancelled')} />
        <button type="button" onClick={() => void again()}>
          {t('error.retry')}
        </button>
      </section>
    )
  }
  return (
    <section className="found">
      <Loading />
      <button type="button" className="small" onClick={cancel}>
        {t('search.cancel')}
      </button>
    </section>
  )
}
