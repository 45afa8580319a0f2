import { useId } from 'react'
import { useWords } from '../words/use-words.ts'

/** Why: kept with the act, read by the data protection officer. */
export function ReasonField({ reason, set }: { readonly reason: string; set(reason: string): void }) {
  const { t } = useWords()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('people.reason')}</label>
      <small id={`${id}-hint`}>{t('keeping.reasonHint')}</small>
      <textarea
        id={id}
        rows={2}
        minLength={3}
        maxLength={1000}
        required
        aria-describedby={`${id}-hint`}
        value={reason}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}
