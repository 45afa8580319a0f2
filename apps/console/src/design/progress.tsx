import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'

interface ProgressProps {
  /** What is under way, for who cannot see the bar. */
  readonly label: string
  /** How much of it is done, 0 to 1; nothing while nobody can say. */
  readonly share: number | undefined
  /** How far it is, in words. */
  readonly children: ReactNode
  readonly cancel: () => void
}

/** Long work: how far it is, and the way to end it. */
export function Progress({ label, share, children, cancel }: ProgressProps) {
  const { t } = useWords()
  return (
    <div className="under-way">
      <progress aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />
      <span role="status">{children}</span>
      <button type="button" className="small" onClick={cancel}>
        {t('parts.cancel')}
      </button>
    </div>
  )
}
