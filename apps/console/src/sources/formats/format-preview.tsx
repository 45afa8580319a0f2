import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Marked } from '../../design/marked.tsx'
import { printable } from '../../design/printable.ts'
import { HouseFailure } from '../../house/house-failure.tsx'
import { useWords } from '../../words/use-words.ts'
import { type Problem, previewQuery, type TriedLine } from './formats-api.ts'
import { rangesOf } from './written.ts'

/** Milliseconds after the last key before it is tried: a trial costs the server something. */
const rest = 350

interface FormatPreviewProps {
  readonly text: string
  readonly sample: string
  go(problem: Problem): void
}

/** What a format makes of lines while it is being written: what is wrong and where, and each line with its fields marked. */
export function FormatPreview({ text, sample, go }: FormatPreviewProps) {
  const { t, format } = useWords()
  const [asked, setAsked] = useState({ text, sample })
  useEffect(() => {
    const wait = setTimeout(() => setAsked({ text, sample }), rest)
    return () => clearTimeout(wait)
  }, [text, sample])
  const { data, error, isFetching } = useQuery(previewQuery(asked.text, asked.sample))
  const lines = data?.lines ?? []
  const problems = data?.problems ?? []
  const read = lines.filter((line) => line.read).length
  return (
    <section className="preview" aria-labelledby="format-preview">
      <h2 className="sec" id="format-preview">
        {t('formats.preview')}{' '}
        <span role="status">
          {isFetching
            ? t('formats.trying')
            : problems.length > 0
              ? t('formats.problems', { count: problems.length, n: format.count(problems.length) })
              : lines.length > 0 &&
                t('formats.wellSays', { count: lines.length, n: format.count(lines.length), read: format.count(read) })}
        </span>
      </h2>
      <HouseFailure error={error} />
      {problems.length > 0 && (
        <ol className="problems">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column} ${problem.reason}`}>
              <button type="button" className="small" onClick={() => go(problem)}>
                {t('formats.place', { line: problem.line, column: problem.column })}
              </button>
              <span>
                {printable(problem.reason)}. <span className="soft">{printable(problem.fix)}.</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {problems.length === 0 && lines.length === 0 && <p className="soft">{t('formats.noSample')}</p>}
      <ol className="tried">
        {keyed(lines).map(([key, line]) => (
          <Line key={key} line={line} />
        ))}
      </ol>
    </section>
  )
}

function Line({ line: { line, read, time, fields } }: { readonly line: TriedLine }) {
  const { t, format } = useWords()
  const parts = fields.filter(({ name }) => name !== 'message')
  return (
    <li>
      <p className="wire tried-line">
        {read ? <Marked text={line} ranges={rangesOf(line, fields)} /> : printable(line)}
      </p>
      {read ? (
        <dl>
          <div>
            <dt>{t('formats.time')}</dt>
            <dd className={time === null ? 'soft' : undefined}>
              {time === null ? t('formats.noTime') : format.full(time)}
            </dd>
          </div>
          {parts.map(({ name, value, derived }) => (
            <div key={`${name} ${String(derived)}`}>
              <dt className="wire">{printable(name)}</dt>
              <dd className="wire">
                {printable(value.slice(0, 300))} {derived && <span className="faint">{t('formats.derivedField')}</span>}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="st stale">{t('formats.unreadLine')}</p>
      )}
    </li>
  )
}

/** The same line may stand there twice. */
function keyed(lines: readonly TriedLine[]): readonly (readonly [string, TriedLine])[] {
  return lines.map((line, at) => [`${at} ${line.line}`, line])
}
