import { useMemo, useState } from 'react'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { yamlLines } from './yaml-lines.ts'

interface RuleYamlProps {
  readonly yaml: string
  /** Where the rule begins, or what is wrong with it; from 1. */
  readonly line: number | undefined
}

const mostLines = 1500

/** The rule as it was read: for reading and copying. */
export function RuleYaml({ yaml, line }: RuleYamlProps) {
  const { t, format } = useWords()
  const [copied, setCopied] = useState(false)
  const lines = useMemo(() => yamlLines(yaml, mostLines), [yaml])
  const cut = lines.length === mostLines && yaml.split('\n', mostLines + 2).length > mostLines + 1
  if (yaml === '') return null
  return (
    <section>
      <h2 className="sec">
        {t('rulePage.yaml')} <span>{t('rulePage.yamlSays')}</span>
        {'clipboard' in navigator && (
          <span className="end">
            <button
              type="button"
              className="small"
              onClick={() => void navigator.clipboard.writeText(yaml).then(() => setCopied(true))}
            >
              <span aria-live="polite">{t(copied ? 'rulePage.copied' : 'rulePage.copy')}</span>
            </button>
          </span>
        )}
      </h2>
      <pre className="yaml">
        {lines.map(({ number, indent, key, value, comment }) => (
          <code key={number} className={number === line && line > 1 ? 'here' : undefined} data-line={number}>
            {indent}
            {key !== '' && <b>{printable(key)}</b>}
            {printable(value)}
            {comment !== '' && <i>{printable(comment)}</i>}
            {'\n'}
          </code>
        ))}
      </pre>
      {cut && <p className="faint">{t('rulePage.yamlCut', { n: format.count(mostLines) })}</p>}
    </section>
  )
}
