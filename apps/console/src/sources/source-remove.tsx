import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { remove } from '../api/client.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { useSourceChange } from './sources-api.ts'

/** Takes a source off the list, after a second look: what it sent stays. */
export function SourceRemove({ source }: { readonly source: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [sure, setSure] = useState(false)
  const gone = useSourceChange(async () => {
    await remove(`/sources/${encodeURIComponent(source)}/profile`)
    await navigate({ to: '/sources' })
  })
  return (
    <section aria-label={t('oneSource.remove')} className="removal">
      {!sure && (
        <button type="button" onClick={() => setSure(true)}>
          {t('oneSource.remove')}…
        </button>
      )}
      {sure && (
        <>
          <p className="told">{t('oneSource.removeSays')}</p>
          <div className="acts">
            <button type="button" className="primary" aria-busy={gone.isPending} onClick={() => gone.mutate(undefined)}>
              {t('oneSource.removeSure', { source })}
            </button>
            <button type="button" className="quiet" onClick={() => setSure(false)}>
              {t('account.cancel')}
            </button>
          </div>
        </>
      )}
      <HouseFailure error={gone.error} />
    </section>
  )
}
