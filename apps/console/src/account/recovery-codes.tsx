import { useState } from 'react'
import { useWords } from '../words/use-words.ts'

/** Recovery codes, shown this once: to copy, to print, to put where the telephone is not. */
export function RecoveryCodes({ codes, done }: { readonly codes: readonly string[]; done(): void }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    setCopied(true)
  }
  return (
    <section className="recovery" aria-labelledby="recovery-title">
      <h2 className="told" id="recovery-title">
        {t('account.recovery.shown')}
      </h2>
      <p className="soft">{t('account.recovery.shownSays')}</p>
      <ol className="wire">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="acts">
        <button type="button" onClick={() => void copy()}>
          <span aria-live="polite">{copied ? t('account.recovery.copied') : t('account.recovery.copy')}</span>
        </button>
        <button type="button" onClick={() => print()}>
          {t('account.recovery.print')}
        </button>
        <button type="button" className="primary" onClick={done}>
          {t('account.recovery.kept')}
        </button>
      </div>
    </section>
  )
}
