import { useState } from 'react'
import { useWords } from '../words/use-words.ts'

export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  // Without a secure context there is no clipboard; the text can be selected.
  if (!('clipboard' in navigator)) return null
  return (
    <button type="button" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      <span aria-live="polite">{copied ? t('account.recovery.copied') : t('account.recovery.copy')}</span>
    </button>
  )
}
