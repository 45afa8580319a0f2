import { lazy, Suspense, useState } from 'react'
import { Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import type { RuleDetail } from '../rule-api.ts'

const Editor = lazy(async () => ({ default: (await import('./rule-editor.tsx')).RuleEditor }))

/** The rule as a text to change, held against events as it is written. Nothing of it is kept. */
export function TryChange({ id, detail }: { readonly id: string; readonly detail: RuleDetail }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  if (detail.yaml === '') return null
  return (
    <section>
      <h2 className="sec" id="try-change">
        {t('ruleTry.title')} <span>{t('ruleTry.says')}</span>
      </h2>
      {open ? (
        <Suspense fallback={<Loading />}>
          <Editor id={id} detail={detail} close={() => setOpen(false)} />
        </Suspense>
      ) : (
        <p>
          <button type="button" onClick={() => setOpen(true)}>
            {t('ruleTry.open')}
          </button>
        </p>
      )}
    </section>
  )
}
