import type { MatchedField } from '@tocsin/event'
import { useWords } from '../words/use-words.ts'
import { askedWords } from './asked-words.ts'
import { Marked } from './marked.tsx'

/** Matched fields: name, value with the marker, and what was asked of it. */
export function Proof({ matched }: { readonly matched: readonly MatchedField[] }) {
  const { t } = useWords()
  return (
    <dl className="proof" aria-label={t('finding.fields')}>
      {keyed(matched).map(([key, field]) => (
        <div key={key}>
          <dt>{field.field}</dt>
          <dd>
            <FieldValue field={field} />
          </dd>
          <dd className="asked">{askedWords(t, field.asked)}</dd>
        </div>
      ))}
    </dl>
  )
}

function FieldValue({ field: { value, ranges } }: { readonly field: MatchedField }) {
  const { t } = useWords()
  if (value === '') return <span className="faint">{t('finding.empty')}</span>
  if (value === null) return <span className="faint">{t('finding.absent')}</span>
  return <Marked text={String(value)} ranges={ranges} />
}

/** One field may be matched twice, by two questions. */
function keyed(matched: readonly MatchedField[]): readonly (readonly [string, MatchedField])[] {
  return matched.map((field, index) => [`${index}:${field.field}`, field])
}
