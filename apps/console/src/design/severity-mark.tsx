import type { Severity } from '@tocsin/event'
import { useWords } from '../words/use-words.ts'
import { Glyph } from './glyph.tsx'

/** A severity as shape, word and colour; critical is always a filled label. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const { t } = useWords()
  return (
    <span className={`sv ${severity}`}>
      <Glyph severity={severity} />
      {t(`severity.${severity}`)}
    </span>
  )
}
