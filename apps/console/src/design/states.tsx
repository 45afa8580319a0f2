import type { ReactNode } from 'react'
import { ApiFailure } from '../api/client.ts'
import { useWords } from '../words/use-words.ts'

/** Nothing to show: one told sentence, and proof that it is alive. */
export function Empty({ says, children }: { readonly says: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <p className="told">{says}</p>
      {children !== undefined && <p className="soft">{children}</p>}
    </div>
  )
}

/** Loading, as lines of the shape of text; read aloud as one word. */
export function Loading() {
  const { t } = useWords()
  return (
    <div className="skel" role="status" aria-label={t('loading')}>
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}

interface FailedProps {
  readonly error: Error
  readonly retry?: () => void
}

/** What failed, what is safe, what to do. */
export function Failed({ error, retry }: FailedProps) {
  const { t } = useWords()
  const kind = error instanceof ApiFailure ? error.kind : 'unreadable'
  const fix = error instanceof ApiFailure ? error.fix : undefined
  return (
    <div className="state" role="alert">
      <p className="told">{kind === 'refused' ? t('error.refused', { message: error.message }) : t(says[kind])}</p>
      {kind === 'offline' && <p className="soft">{t('error.offlineSafe')}</p>}
      {fix !== undefined && kind !== 'forbidden' && <p className="soft">{fix}</p>}
      {retry !== undefined && (
        <button type="button" className="small" onClick={retry}>
          {t('error.retry')}
        </button>
      )}
    </div>
  )
}

const says = {
  offline: 'error.offline',
  'signed-out': 'session.signInSays',
  forbidden: 'error.forbidden',
  missing: 'error.missing',
  unreadable: 'error.unreadable',
} as const
